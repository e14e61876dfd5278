using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>One run of successive halving.</summary>
/// <param name="Eta">One in so many trials of a rung goes on.</param>
/// <param name="Trials">Number of trials that start.</param>
/// <param name="Epochs">The epochs of the rungs; the last one is the full number of epochs.</param>
public sealed record HyperbandBracket(int Eta, long Trials, ImmutableArray<int> Epochs)
{
    /// <summary>Number of trials of a rung if so many start; at least 1, so that a bracket for which too few configurations are left
    /// completes its best one.</summary>
    public long TrialsAt(int rung, long started)
    {
        var trials = started;
        for (var i = 0; i < rung; i++)
            trials /= Eta;
        return Math.Max(1, trials);
    }
}
