using System.Diagnostics;
using SweepCluster.Bench.Measuring;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Trials;

namespace SweepCluster.Bench.Cluster;

/// <summary>How long a sweep stands still when one of its silos is killed, beside how long it does when none is.</summary>
/// <param name="start">Starts the silo of that number and waits until it is ready.</param>
internal sealed class RecoveryBench(IResultStore store, string sweepId, List<SiloProcess> silos, Func<int, Task<SiloProcess>> start)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <param name="kills">SIGKILLs, each after a look at as many trials undisturbed.</param>
    public async Task<RecoveryFigures> MeasureAsync(int kills)
    {
        var chance = new Random(kills);
        var (undisturbed, killed) = (new List<Standstill>(), new List<Standstill>());
        for (var kill = 0; kill < kills; kill++)
        {
            undisturbed.Add(await LookAsync(() => { }));
            var victim = silos[chance.Next(silos.Count)];
            var seen = await LookAsync(victim.Kill);
            killed.Add(seen);
            Console.WriteLine($"kill {kill + 1}: a trial ended again after {seen.FirstEnd:0.0} s, all {seen.Running} that had been running "
                + $"after {seen.AllEnded:0.0} s (undisturbed {undisturbed[^1].AllEnded:0.0} s)");
            silos.Remove(victim);
            await victim.DisposeAsync();
            silos.Add(await start(victim.Number));
        }

        return new(undisturbed, killed);
    }

    /// <summary>From the act on: until another trial ends, and until every trial ended that was running.</summary>
    private async Task<Standstill> LookAsync(Action act)
    {
        act();
        var began = Stopwatch.GetTimestamp();
        var running = await RunningAsync();
        var ended = await EndedAsync();
        double? first = null;
        while (true)
        {
            var now = Stopwatch.GetElapsedTime(began).TotalSeconds;
            first ??= await EndedAsync() > ended ? now : null;
            if (first is { } end && !running.Overlaps(await RunningAsync()))
                return new(running.Count, end, now);
            await Task.Delay(BetweenLooks);
        }
    }

    // Its state between two attempts counts as running: a trial that waits has not ended.
    private async Task<HashSet<long>> RunningAsync() =>
        [.. await store.ReadTrialsAsync(sweepId, CancellationToken.None)
            .Where(trial => trial.State is TrialState.Running or TrialState.Waiting)
            .Select(trial => trial.Trial)
            .ToArrayAsync()];

    private async Task<long> EndedAsync() =>
        (await store.CountTrialsAsync(sweepId, CancellationToken.None)).GetValueOrDefault(TrialState.Succeeded);
}

/// <summary>Seconds.</summary>
internal sealed record Standstill(int Running, double FirstEnd, double AllEnded);

/// <param name="Undisturbed">The same without a kill: what training itself takes.</param>
internal sealed record RecoveryFigures(IReadOnlyList<Standstill> Undisturbed, IReadOnlyList<Standstill> Killed)
{
    public override string ToString()
    {
        var (first, all, usual) = (
            Measured.FromBlocks(Killed.Select(seen => seen.FirstEnd)),
            Measured.FromBlocks(Killed.Select(seen => seen.AllEnded)),
            Measured.FromBlocks(Undisturbed.Select(seen => seen.AllEnded)));
        return $"{Killed.Count} silos killed: a trial ended again after {first.Median:0.0} s "
            + $"(at most {Killed.Max(seen => seen.FirstEnd):0.0}), all that had been running after "
            + $"{all.Median:0.0} s (at most {Killed.Max(seen => seen.AllEnded):0.0}; undisturbed {usual.Median:0.0})";
    }
}
