using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

/// <summary>Runs a scheduler to its end with a number of workers, each job taking as long as it has epochs.</summary>
/// <param name="Jobs">All jobs, in the order in which they were opened.</param>
/// <param name="Decisions">All decisions, in their order.</param>
internal sealed record SchedulerRun(IReadOnlyList<Job> Jobs, IReadOnlyList<Decision> Decisions)
{
    /// <param name="objective">The objective of a trial after a number of epochs; null where it is not finite.</param>
    /// <param name="ends">The epoch after which a trial ends by itself, if it does before the last one.</param>
    public static SchedulerRun ToTheEnd(
        IScheduler scheduler, int epochs, Func<long, int, double?> objective, int workers = 1, Func<long, int>? ends = null)
    {
        var (jobs, decisions) = (new List<Job>(), new List<Decision>());
        var open = new PriorityQueue<Job, (long End, int Number)>();
        var (now, number) = (0L, 0);
        do
        {
            while (open.Count < workers && Ask() is { } job)
                open.Enqueue(job, (now + job.To - job.From, number++));
            if (!open.TryDequeue(out var done, out var at))
                break;
            now = at.End;
            var end = ends?.Invoke(done.Trial) ?? epochs;
            var last = Math.Min(done.To, end);
            var values = Enumerable.Range(done.From + 1, last - done.From).Select(epoch => objective(done.Trial, epoch));
            var step = scheduler.Tell(new(done, values.ToEquatableArray(), Ended: last == end));
            step.Job.ShouldBeNull();
            decisions.AddRange(step.Decisions);
            scheduler = step.Next;
        }
        while (true);
        return new(jobs, decisions);

        Job? Ask()
        {
            var step = scheduler.Ask();
            scheduler = step.Next;
            decisions.AddRange(step.Decisions);
            if (step.Job is { } job)
                jobs.Add(job);
            return step.Job;
        }
    }

    /// <summary>Number of trials trained to at least each of these epochs.</summary>
    public int[] Reached(params int[] epochs) => [.. epochs.Select(epoch => Jobs.Count(job => job.From < epoch && job.To >= epoch))];

    /// <summary>The trials that a kind of decision is about, in its order.</summary>
    public long[] Trials(DecisionKind kind) => [.. Decisions.Where(decision => decision.Kind == kind).Select(decision => decision.Trial)];

    /// <summary>Trials that are compared by a loss.</summary>
    public static ScheduledTrials Losses(long configurations, int epochs) => new(configurations, epochs, Goal.Minimize);

    /// <summary>The result of a job.</summary>
    public static JobResult Result(Job job, params double?[] values) => new(job, values.ToEquatableArray(), Ended: false);
}
