using SweepCluster.Model;

namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>What a job came to. It depends on the trial and on its epochs alone, never on when or where it ran.</summary>
/// <param name="Values">The objective's metric after each epoch that the job trained, the first one <see cref="Job.From"/> + 1; null where
/// it is not a finite number. Fewer than the job's epochs if the trial ended by itself.</param>
/// <param name="Ended">Whether the trial can't be trained further: it diverged, failed, stopped by its own patience, or has all its
/// epochs.</param>
public sealed record JobResult(Job Job, EquatableArray<double?> Values, bool Ended)
{
    /// <summary>Number of epochs that the trial has been trained by now.</summary>
    public int Epochs => Job.From + Values.Count;
}
