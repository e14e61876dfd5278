using System.Diagnostics;
using SweepCluster.Bench.Measuring;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Training.Noop;

namespace SweepCluster.Bench.Control;

/// <summary>One sweep of 10^9 cells on the embedded runtime, results in SQLite on disk or in
/// PostgreSQL, stopped after so many trials.</summary>
internal static class ControlRun
{
    private const int Top = 100;
    private const int Reads = 21;

    // 9 * 1000 * 334 * 334: just over 10^9 cells.
    private static string Spec(int epochs) =>
        $$"""
        name: control
        dataset: {name: glyphs, seed: 7, train: 600, test: 100}
        split: {last: 100}
        base: {epochs: {{epochs}}, batch: 50}
        space:
          activation: [linear, relu, leaky_relu, elu, selu, gelu, softplus, tanh, sigmoid]
          width: {linear: [10, 1009], points: 1000}
          dropout: {linear: [0, 0.5], points: 334}
          lr: {log: [0.0001, 0.1], points: 334}
        """;

    public static async Task<ControlFigures> RunAsync(int workers, long trials, int epochs, TimeSpan busy, string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-bench-");
        try
        {
            await using IResultStore store = postgres is null
                ? SqliteResultStore.Open(folder.FullName)
                : PostgresResultStore.Open(new(postgres));
            var trainer = new TimedTrainer(new NoopTrainer(), trials, busy);
            var processor = Process.GetCurrentProcess().TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            SweepRecord sweep;
            await using (var service = new EmbeddedSweepService(store, _ => trainer, new(workers, null), TimeProvider.System))
            {
                sweep = await service.SubmitAsync(new(Spec(epochs), null), CancellationToken.None);
                await trainer.Reached;
                await service.ChangeAsync(sweep.Id, new SweepChange.Pause("measured"), CancellationToken.None);
                await foreach (var _ in service.WatchAsync(sweep.Id, CancellationToken.None))
                {
                }
            }

            // Whatever was begun is recorded by now: pausing and waiting for it count.
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
            var resident = Process.GetCurrentProcess().WorkingSet64;
            var counts = await store.CountTrialsAsync(sweep.Id, CancellationToken.None);
            var recorded = counts.GetValueOrDefault(TrialState.Succeeded);
            if (recorded < trials)
                throw new InvalidOperationException($"{recorded} trials are recorded of {trials}.");
            var gaps = trainer.Gaps();
            return new(
                workers, sweep.Configurations, recorded, epochs, busy.TotalMilliseconds, recorded / seconds, recorded * epochs / seconds,
                recorded / processor.TotalSeconds,
                Milliseconds(Measured.Quantile(gaps, 0.5)), Milliseconds(Measured.Quantile(gaps, 0.99)),
                Stopwatch.GetElapsedTime(start, trainer.FirstStart).TotalMilliseconds, resident / 1e6,
                await ReadLeadersAsync(store, sweep.Id), folder.GetFiles("*.db").Sum(file => file.Length) / 1e6);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Milliseconds of the leaderboard's queries.
    private static async Task<Measured> ReadLeadersAsync(IResultStore store, string sweep)
    {
        var times = new List<double>();
        for (var read = 0; read < Reads; read++)
        {
            var start = Stopwatch.GetTimestamp();
            await store.ReadLeadersAsync(sweep, Goal.Minimize, Top, CancellationToken.None);
            await store.CountTrialsAsync(sweep, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Measured.FromBlocks(times);
    }

    private static double Milliseconds(double seconds) => seconds * 1000;
}

/// <param name="BusyMilliseconds">What a trial takes of its slot; 0: it returns at once.</param>
/// <param name="TrialsPerSecond">From the submission to the last trial's record.</param>
/// <param name="PointsPerSecond">Recorded epochs, each of which carries up to four metrics.</param>
/// <param name="GapMedian">Milliseconds from a trial's return to the next one's start on its slot.</param>
/// <param name="FirstTrial">Milliseconds from the submission to the first trial's start.</param>
/// <param name="ResidentMegabytes">Of this process, at the end.</param>
/// <param name="Leaders">Milliseconds to read the best 100 and the counts by state.</param>
/// <param name="StoreMegabytes">On disk; 0 with PostgreSQL.</param>
internal sealed record ControlFigures(
    int Workers, long Cells, long Trials, int Epochs, double BusyMilliseconds, double TrialsPerSecond, double PointsPerSecond,
    double TrialsPerProcessorSecond,
    double GapMedian, double GapP99, double FirstTrial, double ResidentMegabytes, Measured Leaders, double StoreMegabytes);
