using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Racing;

/// <summary>Lets a scheduler decide about the trials of the first seed; when it is done, the configurations that are complete get further
/// seeds: a fixed number of them, or a race.</summary>
/// <remarks>A configuration is complete if its trial ended with an objective and was not stopped. A race among them leaves their first seed
/// out, as they were chosen by it.</remarks>
public sealed record RepeatScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly Func<ImmutableArray<long>, IScheduler> _repeat;

    /// <summary>Repeats with a fixed number of seeds.</summary>
    /// <param name="inner">Decides about the first seed.</param>
    /// <param name="seeds">Number of seeds of a complete configuration, the first one included.</param>
    public RepeatScheduler(ScheduledTrials trials, IScheduler inner, int seeds)
        : this(trials, inner, configurations => new SeedsScheduler(trials, configurations, 1, seeds))
    {
    }

    /// <summary>Repeats by a race, whose maximum number of seeds includes the first one.</summary>
    /// <param name="inner">Decides about the first seed.</param>
    /// <param name="race">Its maximum is at least 3.</param>
    /// <param name="missing">The objective of a seed without one; null: the seed is left out.</param>
    public RepeatScheduler(ScheduledTrials trials, IScheduler inner, RaceSettings race, double? missing = null)
        : this(trials, inner, configurations => new RaceScheduler(trials, WithoutFirst(race), configurations, firstSeed: 1, missing))
    {
    }

    private RepeatScheduler(ScheduledTrials trials, IScheduler inner, Func<ImmutableArray<long>, IScheduler> repeat) =>
        (_trials, Inner, _repeat) = (trials, inner, repeat);

    private IScheduler Inner { get; init; }

    private bool IsRepeating { get; init; }

    private int Open { get; init; }

    private ImmutableSortedSet<long> Complete { get; init; } = [];

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        var step = Inner.Ask();
        var next = Follow(step);
        if (step.Job is not null || IsRepeating || Open > 0)
            return new(next, step.Job, step.Decisions);
        // The configurations that the last answer stopped are not among the complete ones.
        var repeating = next with { IsRepeating = true, Inner = _repeat([.. next.Complete]) };
        var first = repeating.Ask();
        return first with { Decisions = [.. step.Decisions, .. first.Decisions] };
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var isComplete = !IsRepeating && result.Ended
            && _trials.Score(ScheduledTrials.NoScore, result) != ScheduledTrials.NoScore;
        var told = this with { Open = Open - 1, Complete = isComplete ? Complete.Add(result.Job.Trial) : Complete };
        var step = Inner.Tell(result);
        return step with { Next = told.Follow(step) };
    }

    private static RaceSettings WithoutFirst(RaceSettings race)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(race.Max, 3, nameof(race));
        return race with { First = Math.Min(race.First, race.Max - 1), Max = race.Max - 1 };
    }

    private RepeatScheduler Follow(SchedulerStep step)
    {
        var stopped = IsRepeating
            ? []
            : step.Decisions.Where(decision => decision.Kind == DecisionKind.Stop).Select(decision => decision.Trial);
        return this with
        {
            Inner = step.Next,
            Open = step.Job is null ? Open : Open + 1,
            Complete = Complete.Except(stopped),
        };
    }
}
