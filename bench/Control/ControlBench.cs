using System.CommandLine;
using SweepCluster.Bench.Measuring;

namespace SweepCluster.Bench.Control;

/// <summary>What a trial costs when training costs nothing: the embedded runtime over SQLite or
/// PostgreSQL, against Optuna's storages.</summary>
internal static class ControlBench
{
    private const int Epochs = 5;
    private static readonly (string Storage, int Trials)[] PeerRuns = [("memory", 2000), ("sqlite", 60), ("journal", 200)];
    private static readonly double[] Durations = [2, 20];

    public static Command Create()
    {
        var options = new BenchOptions();
        var trials =
            new Option<long>("--trials") { Description = "Trials that return at once, in each round.", DefaultValueFactory = _ => 100_000 };
        var workers = new Option<int>("--workers") { Description = "Worker slots.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var million = new Option<bool>("--million")
        {
            Description = "Once more with a million trials: memory, and how fast the leaderboard answers then.",
        };
        var postgres =
            new Option<string?>("--postgres") { Description = "Results in this database instead of SQLite.", HelpName = "CONNECTION" };
        var command = new Command("control", "The cost of a trial that returns at once: trials a second, gaps between trials, "
            + "memory, the leaderboard.") { trials, workers, million, postgres };
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(
            options.Read(parsed), parsed.GetValue(trials), parsed.GetValue(workers), parsed.GetValue(million), parsed.GetValue(postgres)));
        return command;
    }

    private static async Task RunAsync(BenchSettings settings, long trials, int workers, bool million, string? postgres)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        var runs = new List<ControlFigures>();
        var peerRates = PeerRuns.ToDictionary(run => run.Storage, _ => new List<double>());
        using var peer = settings.Peer == "optuna" ? PythonPeer.TryStart("control.py", "optuna", settings.Python) : null;
        var version = peer?.Request(new { verb = "describe" })["version"]!.GetValue<string>();
        await ControlRun.RunAsync(workers, Math.Min(trials, 20_000), Epochs, TimeSpan.Zero, postgres);
        for (var round = 0; round < settings.Rounds; round++)
        {
            runs.Add(Show(await ControlRun.RunAsync(workers, trials, Epochs, TimeSpan.Zero, postgres)));
            if (peer is null)
                continue;
            foreach (var (storage, count) in PeerRuns)
                peerRates[storage].Add(count / peer.Figure(new { verb = "run", storage, trials = count, epochs = Epochs }, "seconds"));
        }

        var ours = Measured.FromBlocks(runs.Select(run => run.TrialsPerSecond));
        Console.WriteLine($"trials/s {ours.Show("0")}, epochs/s {Measured.FromBlocks(runs.Select(run => run.PointsPerSecond)).Show("0")}");
        var peers = peer is null ? [] : peerRates.ToDictionary(entry => entry.Key, entry => Measured.FromBlocks(entry.Value));
        foreach (var (storage, rate) in peers)
            Console.WriteLine(
                $"Optuna {version}, {storage}: {rate.Show("0.0")} trials/s; ours is {ours.Median / rate.Median:0} times that");
        var longer = new List<ControlFigures>();
        foreach (var duration in Durations)
            longer.Add(Show(await ControlRun.RunAsync(
                workers, (long)(workers * 4000 / duration), Epochs, TimeSpan.FromMilliseconds(duration), postgres)));
        var most = million ? Show(await ControlRun.RunAsync(workers, 1_000_000, Epochs, TimeSpan.Zero, postgres)) : null;
        Results.Write(settings.Json, machine, new
        {
            benchmark = "control",
            store = postgres is null ? "SQLite" : "PostgreSQL",
            peer = version is null ? null : $"Optuna {version}, random sampler, {Epochs} reports a trial, one process",
            trials_per_second = ours,
            peers,
            ratios = peers.ToDictionary(entry => entry.Key, entry => ours.Median / entry.Value.Median),
            runs,
            longer,
            million = most,
        });
    }

    private static ControlFigures Show(ControlFigures run)
    {
        Console.WriteLine(
            $"{run.Trials} trials of {run.BusyMilliseconds} ms on {run.Workers} slots, grid of {run.Cells} cells: "
            + $"{run.TrialsPerSecond:0} trials/s, {run.PointsPerSecond:0} epochs/s, "
            + $"{run.TrialsPerProcessorSecond:0} trials per processor second; gap {run.GapMedian:0.000} ms, p99 {run.GapP99:0.000} ms; "
            + $"first trial after {run.FirstTrial:0} ms; "
            + $"{run.ResidentMegabytes:0} MB resident; leaders and counts in {run.Leaders.Show("0.0")} ms; "
            + $"store {run.StoreMegabytes:0} MB");
        return run;
    }
}
