using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SweepCluster.Bench.Measuring;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Bench.Cluster;

/// <summary>What a trial costs on a cluster when training costs nothing: real silos on this machine
/// over TCP, results in PostgreSQL.</summary>
internal static class ClusterBench
{
    private const int Epochs = 50;

    public static Command Create()
    {
        var options = new BenchOptions();
        var silos = new Option<int>("--silos") { Description = "Silos, with one slot each.", DefaultValueFactory = _ => 3 };
        var trials = new Option<int>("--trials")
        {
            Description = "Trials of 50 epochs that return at once, in each round.",
            DefaultValueFactory = _ => 20_000,
        };
        var kills =
            new Option<int>("--kills") { Description = "Instead: a real sweep, silos killed so many times, and how long it stands still." };
        var postgres =
            new Option<string?>("--postgres") { Description = "An empty database for membership and results.", HelpName = "CONNECTION" };
        var command = new Command("cluster", "Trials started and metric points recorded a second on silos of this machine.")
        {
            silos, trials, kills, postgres,
        };
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(
            options.Read(parsed), parsed.GetValue(silos), parsed.GetValue(trials), parsed.GetValue(kills), parsed.GetValue(postgres)));
        return command;
    }

    private static async Task RunAsync(BenchSettings settings, int count, int trials, int kills, string? postgres)
    {
        if (postgres is null)
            throw new SweepException("bench cluster: the database is missing. Create an empty one and give --postgres CONNECTION.");
        var machine = Machine.Here();
        Console.WriteLine(machine);
        await using var silos = new BenchSilos(postgres, kills > 0 ? "cpu" : "noop");
        await silos.StartAsync(count);
        await using var client = await ClusterRuntime.ConnectAsync(
            new(null, BenchSilos.ClusterId), postgres, tls: null, CancellationToken.None);
        await using var store = PostgresResultStore.Open(new(postgres));
        if (kills > 0)
        {
            var sweep = await client.Service.SubmitAsync(new(Training(kills), null), CancellationToken.None);
            var figures = await new RecoveryBench(store, sweep.Id, silos).MeasureAsync(kills);
            Console.WriteLine(figures);
            Results.Write(settings.Json, machine, new { benchmark = "cluster", silos = count, kills, figures.Undisturbed, figures.Killed });
            return;
        }

        await MeasureAsync(client.Service, store, silos, trials / 4);
        var before = silos.ResidentMegabytes;
        var runs = new List<ClusterFigures>();
        for (var round = 0; round < settings.Rounds; round++)
            runs.Add(await MeasureAsync(client.Service, store, silos, trials));
        var rate = Measured.FromBlocks(runs.Select(run => run.TrialsPerSecond));
        Console.WriteLine($"{count} silos: {rate.Show("0")} trials/s, "
            + $"{Measured.FromBlocks(runs.Select(run => run.PointsPerSecond)).Show("0")} points/s");
        Results.Write(
            settings.Json,
            machine,
            new { benchmark = "cluster", silos = count, epochs = Epochs, resident_before = before, trials_per_second = rate, runs });
    }

    private static async Task<ClusterFigures> MeasureAsync(
        ISweepService service, PostgresResultStore store, BenchSilos silos, int trials)
    {
        var start = Stopwatch.GetTimestamp();
        var sweep = await service.SubmitAsync(new(Spec(trials), null), CancellationToken.None);
        await foreach (var _ in service.WatchAsync(sweep.Id, CancellationToken.None))
        {
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var recorded = (await store.CountTrialsAsync(sweep.Id, CancellationToken.None)).GetValueOrDefault(TrialState.Succeeded);
        if (recorded != trials)
            throw new InvalidOperationException($"{recorded} trials are recorded of {trials}.");
        var figures = new ClusterFigures(trials, trials / seconds, (double)trials * Epochs / seconds, silos.ResidentMegabytes);
        Console.WriteLine($"{trials} trials: {figures.TrialsPerSecond:0} trials/s, {figures.PointsPerSecond:0} points/s, "
            + $"{figures.ResidentMegabytes:0} MB resident in all silos");
        return figures;
    }

    /// <summary>More trials of a second or so than the kills leave time for.</summary>
    private static string Training(int kills) => string.Create(CultureInfo.InvariantCulture, $$"""
        name: killed
        dataset: {name: glyphs, seed: 7, train: 2000, test: 200}
        split: {last: 200}
        seeds: {{kills * 1000}}
        base: {epochs: 30, batch: 50, hidden: [32]}
        limits: {lost_attempts: 100}
        """);

    private static string Spec(int trials) => string.Create(CultureInfo.InvariantCulture, $$"""
        name: cluster
        dataset: {name: glyphs, seed: 7, train: 600, test: 100}
        split: {last: 100}
        base: {epochs: {{Epochs}}, batch: 50}
        search: {random: {{trials}}}
        space:
          width: {linear: [10, 1009], points: 1000}
          lr: {log: [0.0001, 0.1], points: 334}
        """);
}

/// <param name="PointsPerSecond">Epochs recorded.</param>
/// <param name="ResidentMegabytes">Of all silos, right after.</param>
internal sealed record ClusterFigures(int Trials, double TrialsPerSecond, double PointsPerSecond, double ResidentMegabytes);
