using System.Collections.Immutable;

namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>Orders the results of a sweep by a time that everybody can compute, so that a scheduler takes the same decisions however many
/// real workers there are and however fast they are. A clock is an immutable value.</summary>
/// <remarks>There are P virtual workers. A job occupies one of them from a virtual start to a virtual end, whose distance is the job's
/// cost. When a worker is free, the scheduler is asked for the next job, after it has been told all results whose virtual end is not later,
/// in the order of their ends, then of their workers, then of their trials. The clock passes the end of a job only once the job's real
/// result is known, so at most P jobs are open. Times are integers: they are exact on every machine.</remarks>
public sealed class VirtualClock
{
    private readonly IScheduler _scheduler;
    private readonly Func<Job, Int128> _cost;
    private readonly ImmutableSortedSet<int> _free;
    private readonly ImmutableSortedDictionary<(Int128 End, int Worker, long Trial), OpenJob> _open;
    private readonly ImmutableDictionary<long, JobResult> _known;

    // A scheduler that had no job is asked again after it was told a further result, not before.
    private readonly bool _isAsking;

    private VirtualClock(
        IScheduler scheduler, Func<Job, Int128> cost, Int128 now, long decided, ImmutableSortedSet<int> free,
        ImmutableSortedDictionary<(Int128 End, int Worker, long Trial), OpenJob> open, ImmutableDictionary<long, JobResult> known,
        bool isAsking)
    {
        (_scheduler, _cost, Now, Decided, _free, _open, _known, _isAsking) = (scheduler, cost, now, decided, free, open, known, isAsking);
    }

    /// <summary>The virtual time of the latest event that was passed.</summary>
    public Int128 Now { get; }

    /// <summary>Number of decisions taken so far.</summary>
    public long Decided { get; }

    /// <summary>Whether no job is open, which ends the search.</summary>
    public bool IsOver => _open.IsEmpty;

    /// <summary>The open jobs whose results are not known, in the order of their virtual ends: real workers train them in this
    /// order.</summary>
    public IEnumerable<OpenJob> Unresolved => _open.Values.Where(open => !_known.ContainsKey(open.Job.Trial));

    /// <summary>Starts a search at the virtual time 0, and asks for its first jobs.</summary>
    /// <param name="workers">Number of virtual workers, at least 1.</param>
    /// <param name="cost">The virtual duration of a job, at least 1; equal jobs have equal costs.</param>
    public static ClockStep Start(IScheduler scheduler, int workers, Func<Job, Int128> cost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var clock = new VirtualClock(
            scheduler, cost, 0, 0, [.. Enumerable.Range(0, workers)],
            ImmutableSortedDictionary<(Int128 End, int Worker, long Trial), OpenJob>.Empty, ImmutableDictionary<long, JobResult>.Empty,
            isAsking: true);
        return clock.Advance();
    }

    /// <summary>The unresolved job of a trial; null if it has none.</summary>
    public OpenJob? Find(long trial) => Unresolved.FirstOrDefault(open => open.Job.Trial == trial);

    /// <summary>The real result of an open job is known. Results may come in any order.</summary>
    /// <exception cref="ArgumentException">The job is not open, or its result is known already.</exception>
    public ClockStep Tell(JobResult result)
    {
        if (Find(result.Job.Trial) is not { } open || open.Job != result.Job)
            throw new ArgumentException($"{result.Job} is not an open job without a result.", nameof(result));
        return With(known: _known.SetItem(result.Job.Trial, result)).Advance();
    }

    private ClockStep Advance()
    {
        var clock = this;
        var decisions = new List<TimedDecision>();
        while (true)
        {
            if (clock.Due is { } due)
            {
                if (!clock._known.TryGetValue(due.Job.Trial, out var result))
                    break;
                clock = clock.Pass(due, result, decisions);
            }
            else if (clock._isAsking && !clock._free.IsEmpty)
            {
                clock = clock.Ask(decisions);
            }
            else
            {
                break;
            }
        }

        return new(clock, decisions);
    }

    // While the scheduler may have a job for a free worker, only the ends that are not later than the present are due.
    private OpenJob? Due
    {
        get
        {
            if (_open.IsEmpty)
                return null;
            var first = _open.First().Value;
            return !_isAsking || _free.IsEmpty || first.End <= Now ? first : null;
        }
    }

    private VirtualClock Pass(OpenJob due, JobResult result, List<TimedDecision> decisions)
    {
        var step = _scheduler.Tell(result);
        return With(
            step.Next, due.End, Note(decisions, due.End, step.Decisions), _free.Add(due.Worker), _open.Remove(Key(due)),
            _known.Remove(due.Job.Trial), isAsking: true);
    }

    private VirtualClock Ask(List<TimedDecision> decisions)
    {
        var step = _scheduler.Ask();
        var decided = Note(decisions, Now, step.Decisions);
        if (step.Job is not { } job)
            return With(step.Next, decided: decided, isAsking: false);
        var cost = _cost(job);
        if (cost < 1 || job.To <= job.From || _open.Values.Any(open => open.Job.Trial == job.Trial))
            throw new InvalidOperationException($"The scheduler opened {job} at a cost of {cost}, or its trial has an open job.");
        var opened = new OpenJob(job, _free.Min, Now, Now + cost);
        return With(step.Next, decided: decided, free: _free.Remove(opened.Worker), open: _open.Add(Key(opened), opened));
    }

    private long Note(List<TimedDecision> decisions, Int128 at, IReadOnlyList<Decision> taken)
    {
        var number = Decided;
        foreach (var decision in taken)
            decisions.Add(new(++number, at, decision));
        return number;
    }

    private VirtualClock With(
        IScheduler? scheduler = null, Int128? now = null, long? decided = null, ImmutableSortedSet<int>? free = null,
        ImmutableSortedDictionary<(Int128 End, int Worker, long Trial), OpenJob>? open = null,
        ImmutableDictionary<long, JobResult>? known = null, bool? isAsking = null) =>
        new(
            scheduler ?? _scheduler, _cost, now ?? Now, decided ?? Decided, free ?? _free, open ?? _open, known ?? _known,
            isAsking ?? _isAsking);

    private static (Int128 End, int Worker, long Trial) Key(OpenJob open) => (open.End, open.Worker, open.Job.Trial);
}

/// <summary>A clock after a step.</summary>
/// <param name="Clock">The clock afterwards.</param>
/// <param name="Decisions">The decisions taken meanwhile, by number.</param>
public sealed record ClockStep(VirtualClock Clock, IReadOnlyList<TimedDecision> Decisions);
