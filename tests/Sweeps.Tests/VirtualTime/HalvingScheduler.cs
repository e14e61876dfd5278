using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.VirtualTime;

/// <summary>A scheduler for tests: every trial is trained to a first rung, and the better half of those told so far goes on to the
/// end.</summary>
internal sealed record HalvingScheduler(int Trials, int Rung, int Epochs) : IScheduler
{
    private int Started { get; init; }

    private ImmutableList<(double Value, long Trial)> AtRung { get; init; } = [];

    private ImmutableSortedSet<long> Waiting { get; init; } = [];

    private int Open { get; init; }

    public SchedulerStep Ask()
    {
        var allowed = AtRung.Order().Take(AtRung.Count / 2).Select(entry => entry.Trial);
        if (allowed.Where(Waiting.Contains).Select(trial => (long?)trial).FirstOrDefault() is { } promoted)
        {
            return new(
                this with { Waiting = Waiting.Remove(promoted), Open = Open + 1 }, new(promoted, Rung, Epochs),
                [new(DecisionKind.Promote, promoted, Rung, $"among the best {AtRung.Count / 2} of {AtRung.Count}")]);
        }

        if (Started < Trials)
        {
            return new(
                this with { Started = Started + 1, Open = Open + 1 }, new(Started, 0, Rung),
                [new(DecisionKind.Start, Started, 0, "the next one")]);
        }

        return Open > 0
            ? new(this, null, [])
            : new(
                this with { Waiting = [] }, null,
                [.. Waiting.Select(trial => new Decision(DecisionKind.Stop, trial, Rung, "the worse half"))]);
    }

    public SchedulerStep Tell(JobResult result)
    {
        var told = this with { Open = Open - 1 };
        if (!result.Ended && result.Job.To == Rung)
        {
            told = told with
            {
                AtRung = AtRung.Add((result.Values[^1] ?? double.MaxValue, result.Job.Trial)),
                Waiting = Waiting.Add(result.Job.Trial),
            };
        }

        return new(told, null, []);
    }
}
