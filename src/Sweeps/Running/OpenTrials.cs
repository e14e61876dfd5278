using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Running;

/// <summary>The trials of a sweep's pass that have not ended.</summary>
/// <param name="Count">Number of all of them, including those in flight.</param>
/// <param name="Waiting">Number of those that wait to be leased again.</param>
/// <param name="WaitingEpochs">Sum of the epochs that the waiting ones have recorded.</param>
/// <param name="Continue">Whether the pass trains trials further that ended in an earlier pass.</param>
public readonly record struct OpenTrials(long Count, long Waiting = 0, long WaitingEpochs = 0, bool Continue = false)
{
    public static OpenTrials FromState(SweepState state) => new(
        state.Unfinished, state.Waiting.Count, state.Waiting.Values.Sum(trial => (long)trial.EpochsTrained), state.Sweep.Pass > 0);
}
