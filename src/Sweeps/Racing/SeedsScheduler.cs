using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Racing;

/// <summary>Trains every configuration of a list with the same seeds, seed by seed, to the end.</summary>
/// <param name="Configurations">The configurations, in the order in which they are trained.</param>
/// <param name="Seed">The next seed index.</param>
/// <param name="Seeds">Number of seeds of each configuration, those before the first one here included.</param>
internal sealed record SeedsScheduler(ScheduledTrials Trials, ImmutableArray<long> Configurations, int Seed, int Seeds) : IScheduler
{
    private int Place { get; init; }

    public SchedulerStep Ask()
    {
        if (Seed >= Seeds || Configurations.IsEmpty)
            return new(this, null, []);
        var trial = (Seed * Trials.Configurations) + Configurations[Place];
        var isLast = Place == Configurations.Length - 1;
        var next = this with { Place = isLast ? 0 : Place + 1, Seed = isLast ? Seed + 1 : Seed };
        var reason = $"seed {Seed + 1:0} of a complete configuration";
        return new(next, new Job(trial, 0, Trials.Epochs), [new(DecisionKind.Start, trial, 0, reason)]);
    }

    public SchedulerStep Tell(JobResult result) => new(this, null, []);
}
