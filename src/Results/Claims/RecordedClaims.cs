using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Results.Claims;

/// <summary>Decides claims from the recorded trials.</summary>
public static class RecordedClaims
{
    /// <summary>Decides the claims of a spec by the recorded trials of a sweep.</summary>
    public static async Task<IReadOnlyList<ClaimDecision>> DecideAsync(
        IResultReader store, string sweepId, SweepSpec spec, CancellationToken cancellation)
    {
        if (spec.Claims.Count == 0)
            return [];
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweepId, cancellation))
        {
            if (trial.HasResult)
                trials.Add(Figures(trial));
        }

        var epochs = new List<EpochRecord>();
        // A large sweep has many epochs; only some claims need them, and each of those needs one.
        var named = spec.Claims.Select(claim => claim.Epoch).OfType<int>().ToHashSet();
        if (named.Count > 0)
        {
            await foreach (var epoch in store.ReadEpochsAsync(sweepId, trial: null, cancellation))
            {
                if (named.Contains(epoch.Report.Epoch))
                    epochs.Add(epoch);
            }
        }

        return ClaimTable.Decide(spec, trials, epochs);
    }

    /// <summary>The trial without what no comparison needs and what is large: its curve and its hash.</summary>
    public static TrialRecord Figures(TrialRecord trial) =>
        trial with { Last = null, Reason = "", Final = trial.Final is { } final ? final with { WeightsHash = "", Range = null } : null };
}
