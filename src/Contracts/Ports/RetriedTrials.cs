using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Reads the trials that a retry trains again. They have ended, so that the process that runs the sweep does not hold
/// them.</summary>
public static class RetriedTrials
{
    /// <returns>The trials; empty for any other change.</returns>
    /// <exception cref="SweepException">The change names a trial that was never started.</exception>
    public static async Task<IReadOnlyList<TrialRecord>> ReadAsync(IResultReader store, string sweepId, SweepChange change)
    {
        if (change is not SweepChange.Retry retry)
            return [];
        if (retry.Trial is { } number)
        {
            return await store.FindTrialAsync(sweepId, number, CancellationToken.None) is { } named
                ? [named]
                : throw NotRecorded.Trial(sweepId, number);
        }

        return await store.ReadTrialsAsync(sweepId, CancellationToken.None)
            .Where(trial => trial.State is TrialState.Failed or TrialState.Cancelled)
            .ToListAsync();
    }
}
