using SweepCluster.Bench.Measuring;
using SweepCluster.Contracts.Ports;
using SweepCluster.Testing.Faults;

namespace SweepCluster.Bench.Cluster;

/// <summary>How long a sweep stands still when one of its silos is killed, beside how long it does when none is.</summary>
internal sealed class RecoveryBench(IResultStore store, string sweepId, BenchSilos silos)
{
    /// <param name="kills">SIGKILLs, each after a look at as many trials undisturbed.</param>
    public async Task<RecoveryFigures> MeasureAsync(int kills)
    {
        var watch = new RecoveryWatch(store);
        var chance = new Random(kills);
        var (undisturbed, killed) = (new List<Standstill>(), new List<Standstill>());
        for (var kill = 0; kill < kills; kill++)
        {
            undisturbed.Add(await watch.MeasureAsync(sweepId, () => Task.CompletedTask));
            var victim = silos.Started[chance.Next(silos.Started.Count)];
            var seen = await watch.MeasureAsync(sweepId, () =>
            {
                victim.Kill();
                return Task.CompletedTask;
            });
            killed.Add(seen);
            Console.WriteLine($"kill {kill + 1}: a trial ended again after {seen.FirstEnd:0.0} s, all {seen.Running} that had been running "
                + $"after {seen.AllEnded:0.0} s (undisturbed {undisturbed[^1].AllEnded:0.0} s)");
            await silos.ReplaceAsync(victim);
        }

        return new(undisturbed, killed);
    }
}

/// <param name="Undisturbed">The same without a kill: what training itself takes.</param>
internal sealed record RecoveryFigures(IReadOnlyList<Standstill> Undisturbed, IReadOnlyList<Standstill> Killed)
{
    public override string ToString()
    {
        var (first, all, usual) = (
            Measured.FromBlocks(Killed.Select(seen => seen.FirstEnd).OfType<double>()),
            Measured.FromBlocks(Killed.Select(seen => seen.AllEnded).OfType<double>()),
            Measured.FromBlocks(Undisturbed.Select(seen => seen.AllEnded).OfType<double>()));
        return $"{Killed.Count} silos killed: a trial ended again after {first.Median:0.0} s "
            + $"(at most {Killed.Max(seen => seen.FirstEnd):0.0}), all that had been running after "
            + $"{all.Median:0.0} s (at most {Killed.Max(seen => seen.AllEnded):0.0}; undisturbed {usual.Median:0.0})";
    }
}
