using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SweepCluster.Bench.Measuring;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Bench.Search;

/// <summary>How near searchers come to the least value of known surfaces, against Optuna; and what a proposal costs.</summary>
internal static class SearchBench
{
    private const int Finished = 10_000;
    private static readonly int[] Counts = [50, 100, 200];

    public static Command Create()
    {
        var options = new BenchOptions();
        var seeds = new Option<int>("--seeds") { Description = "Searches of each surface.", DefaultValueFactory = _ => 30 };
        var command = new Command("search", "Regret of the tree-structured Parzen estimator on five surfaces, and the time of a proposal.");
        command.Options.Add(seeds);
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed), Math.Max(1, parsed.GetValue(seeds))));
        return command;
    }

    private static void Run(BenchSettings settings, int seeds)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        using var peer = settings.Peer == "optuna" ? PythonPeer.TryStart("search.py", "optuna", settings.Python) : null;
        if (peer is not null)
            Console.WriteLine($"peer: Optuna {peer.Request(new { surface = "version" })["version"]}");
        Console.WriteLine($"median regret over {seeds} searches after {string.Join(", ", Counts)} trials");
        var rows = new List<object>();
        foreach (var surface in SearchSurface.All)
        {
            foreach (var isMultivariate in new[] { true, false })
            {
                var ours = Medians([.. Enumerable.Range(1, seeds)
                    .Select(seed => TpeRun.Regrets(surface, (ulong)seed, isMultivariate, Counts))]);
                var theirs = peer is null ? null : Medians(ReadRegrets(peer, surface, seeds, isMultivariate));
                var mode = isMultivariate ? "multivariate" : "independent";
                Console.WriteLine($"{surface.Name,-12} {mode,-13} {Show(ours)}{(theirs is null ? "" : $"   peer {Show(theirs)}")}");
                rows.Add(new { surface = surface.Name, mode, trials = Counts, ours, peer = theirs });
            }
        }

        var cost = TimeProposal(settings.Rounds);
        Console.WriteLine($"a proposal after {Finished:N0} finished trials on 8 axes: {cost.Show("0.00")} ms");
        Results.Write(settings.Json, machine, new { benchmark = "search", seeds, regrets = rows, proposal_milliseconds = cost });
    }

    private static double[][] ReadRegrets(PythonPeer peer, SearchSurface surface, int seeds, bool isMultivariate) =>
        [.. peer.Request(new { surface = surface.Name, seeds, counts = Counts, multivariate = isMultivariate })["regrets"]!.AsArray()
            .Select(search => search!.AsArray().Select(regret => regret!.GetValue<double>()).ToArray())];

    private static double[] Medians(double[][] regrets) =>
        [.. Counts.Select((_, count) => Measured.FromBlocks(regrets.Select(search => search[count])).Median)];

    private static string Show(double[] regrets) =>
        string.Join(" ", regrets.Select(regret => regret.ToString("0.0000", CultureInfo.InvariantCulture).PadLeft(9)));

    private static Measured TimeProposal(int rounds)
    {
        var surface = SearchSurface.All.Single(surface => surface.Name == "rosenbrock8");
        var random = new TpeSampler(surface.Axes, 2, Goal.Minimize, new(Startup: Finished + 1));
        var sampler = new TpeSampler(surface.Axes, 1, Goal.Minimize, new());
        TpeObservation[] finished = [.. Enumerable.Range(0, Finished)
            .Select(number => sampler.Observe(number, random.Propose(number, [], []), number % 997, epochs: 1))];
        return Measured.FromBlocks(Enumerable.Range(0, rounds + 1).Select(Block).Skip(1).ToList());

        double Block(int round)
        {
            const int proposals = 10;
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < proposals; i++)
                sampler.Propose(Finished + (round * proposals) + i, finished, []);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / proposals;
        }
    }
}
