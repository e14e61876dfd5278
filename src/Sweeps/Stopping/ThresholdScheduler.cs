using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Stops trials whose objective is out of fixed bounds, or not a finite number, at chosen epochs.</summary>
/// <remarks>The objective of the last epoch is looked at, also where the best epoch counts. The worker of a trial that goes on keeps
/// it.</remarks>
public sealed record ThresholdScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;

    // In the order of their epochs, one for each epoch; a complete trial is not stopped.
    private readonly ImmutableArray<ImmutableArray<ThresholdRule>> _looks;

    /// <param name="trials">The trials of the first seed are scheduled: one per configuration.</param>
    /// <param name="rules">Rules at or beyond the full number of epochs have no effect.</param>
    public ThresholdScheduler(ScheduledTrials trials, IEnumerable<ThresholdRule> rules)
    {
        _trials = trials;
        _looks = [.. rules.Where(rule => rule.Epoch < trials.Epochs)
            .GroupBy(rule => rule.Epoch)
            .OrderBy(look => look.Key)
            .Select(look => look.ToImmutableArray())];
        if (_looks.Length > 0)
            ArgumentOutOfRangeException.ThrowIfLessThan(_looks[0][0].Epoch, 1, nameof(rules));
    }

    private long Started { get; init; }

    private ImmutableQueue<long> Ready { get; init; } = [];

    // The index of the look that the trial's job leads to.
    private ImmutableDictionary<long, int> Going { get; init; } = ImmutableDictionary<long, int>.Empty;

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        if (!Ready.IsEmpty)
        {
            var next = this with { Ready = Ready.Dequeue(out var ready) };
            return new(next, new Job(ready, Epoch(Going[ready] - 1), Epoch(Going[ready])), []);
        }

        if (Started == _trials.Configurations)
            return new(this, null, []);
        return new(
            this with { Started = Started + 1, Going = Going.Add(Started, 0) },
            new Job(Started, 0, Epoch(0)),
            [new(DecisionKind.Start, Started, 0, "the next configuration")]);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var trial = result.Job.Trial;
        var look = Going[trial];
        if (result.Ended || look == _looks.Length)
            return new(this with { Going = Going.Remove(trial) }, null, []);
        if (Reason(_looks[look], result.Values.Count == 0 ? null : result.Values[^1]) is { } reason)
        {
            return new(
                this with { Going = Going.Remove(trial) },
                null,
                [new(DecisionKind.Stop, trial, result.Epochs, $"{reason} after {RankText.Epochs(result.Epochs)}")]);
        }

        return new(this with { Going = Going.SetItem(trial, look + 1), Ready = Ready.Enqueue(trial) }, null, []);
    }

    private int Epoch(int look) => look == _looks.Length ? _trials.Epochs : _looks[look][0].Epoch;

    private static string? Reason(ImmutableArray<ThresholdRule> rules, double? objective)
    {
        if (objective is not { } value)
            return "no finite objective";
        foreach (var rule in rules)
        {
            if (value < rule.Below)
                return string.Create(CultureInfo.InvariantCulture, $"{value:G6} is below {rule.Below:R}");
            if (value > rule.Above)
                return string.Create(CultureInfo.InvariantCulture, $"{value:G6} is above {rule.Above:R}");
        }

        return null;
    }
}
