namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>Decides which trial is trained up to which epoch. A scheduler is an immutable value: every call answers the next one, and equal
/// calls in the same order give equal answers. It knows nothing of real time, of workers and of stores.</summary>
public interface IScheduler
{
    /// <summary>A virtual worker is free.</summary>
    /// <returns>The job to open; null if there is none until a further result is known. Once it answers null while no job is open, the
    /// search is over, and <see cref="SchedulerStep.Decisions"/> stops every trial that still waited for a promotion.</returns>
    SchedulerStep Ask();

    /// <summary>An open job has its result.</summary>
    SchedulerStep Tell(JobResult result);
}

/// <summary>What a scheduler answers.</summary>
/// <param name="Next">The scheduler afterwards.</param>
/// <param name="Job">The job to open, where one was asked for.</param>
/// <param name="Decisions">What was decided, in order.</param>
public sealed record SchedulerStep(IScheduler Next, Job? Job, IReadOnlyList<Decision> Decisions);
