using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>The median rule: Golovin et al., "Google Vizier: a service for black-box optimization" (KDD 2017), section 3.2. A trial is
/// stopped
/// if its best objective so far is strictly worse than the median, over the complete trials, of their running averages up to the same
/// epoch.</summary>
/// <remarks>Epochs without a finite objective are left out of averages; a trial without any by its first look is stopped. A trial that
/// ended
/// by itself is complete; it counts for the epochs that it has. The worker of a trial that goes on keeps it.</remarks>
public sealed record MedianScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly int _startup;

    // The epochs of the looks, then the full number of epochs.
    private readonly ImmutableArray<int> _epochs;

    /// <param name="trials">The trials of the first seed are scheduled: one per configuration.</param>
    public MedianScheduler(ScheduledTrials trials, MedianSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Grace, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Startup, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Interval, 1);
        (_trials, _startup) = (trials, settings.Startup);
        var epochs = ImmutableArray.CreateBuilder<int>();
        for (var look = (long)settings.Grace; look < trials.Epochs; look += settings.Interval)
            epochs.Add((int)look);
        epochs.Add(trials.Epochs);
        _epochs = epochs.ToImmutable();
        Averages = [.. Enumerable.Repeat(ImmutableSortedSet.Create(RankedTrial.BestFirst), _epochs.Length)];
    }

    private long Started { get; init; }

    // The running averages of the complete trials at each look, as scores.
    private ImmutableArray<ImmutableSortedSet<RankedTrial>> Averages { get; init; }

    private ImmutableQueue<long> Ready { get; init; } = [];

    private ImmutableDictionary<long, Course> Going { get; init; } = ImmutableDictionary<long, Course>.Empty;

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        if (!Ready.IsEmpty)
        {
            var next = this with { Ready = Ready.Dequeue(out var ready) };
            var look = Going[ready].Averages.Count;
            return new(next, new Job(ready, _epochs[look - 1], _epochs[look]), []);
        }

        if (Started == _trials.Configurations)
            return new(this, null, []);
        return new(
            this with { Started = Started + 1, Going = Going.Add(Started, Course.Empty) },
            new Job(Started, 0, _epochs[0]),
            [new(DecisionKind.Start, Started, 0, "the next configuration")]);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var trial = result.Job.Trial;
        var look = Going[trial].Averages.Count;
        var course = Going[trial].Add(result.Values.Select(_trials.Score));
        if (result.Ended || look == _epochs.Length - 1)
            return new(this with { Going = Going.Remove(trial), Averages = Complete(trial, course, result.Epochs) }, null, []);
        var median = Averages[look].Count >= _startup ? Median(Averages[look]) : (double?)null;
        if (course.Best == ScheduledTrials.NoScore || course.Best > median)
        {
            var reason = course.Best == ScheduledTrials.NoScore
                ? "no finite objective"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"best {_trials.Value(course.Best):G6} after {RankText.Epochs(result.Epochs)}, worse than the median "
                    + $"{_trials.Value(median!.Value):G6} of {Averages[look].Count:N0} complete trials");
            return new(this with { Going = Going.Remove(trial) }, null, [new(DecisionKind.Stop, trial, result.Epochs, reason)]);
        }

        return new(this with { Going = Going.SetItem(trial, course), Ready = Ready.Enqueue(trial) }, null, []);
    }

    // A trial that ended between two looks has no average at the later one.
    private ImmutableArray<ImmutableSortedSet<RankedTrial>> Complete(long trial, Course course, int epochs)
    {
        var averages = Averages.ToBuilder();
        for (var look = 0; look < course.Averages.Count && _epochs[look] <= epochs; look++)
        {
            if (course.Averages[look] is { } average)
                averages[look] = averages[look].Add(new(average, trial));
        }

        return averages.ToImmutable();
    }

    private static double Median(ImmutableSortedSet<RankedTrial> averages) =>
        (averages[(averages.Count - 1) / 2].Score + averages[averages.Count / 2].Score) / 2;

    /// <summary>The course of a trial.</summary>
    /// <param name="Best">Its best score.</param>
    /// <param name="Sum">The sum of its scores.</param>
    /// <param name="Count">Number of its scores.</param>
    /// <param name="Averages">The running average at each look so far; null where there is no score.</param>
    private sealed record Course(double Best, double Sum, int Count, ImmutableList<double?> Averages)
    {
        public static Course Empty { get; } = new(ScheduledTrials.NoScore, 0, 0, []);

        public Course Add(IEnumerable<double> scores)
        {
            var (best, sum, count) = (Best, Sum, Count);
            foreach (var score in scores.Where(score => score != ScheduledTrials.NoScore))
                (best, sum, count) = (Math.Min(best, score), sum + score, count + 1);
            return new(best, sum, count, Averages.Add(count == 0 ? null : sum / count));
        }
    }
}
