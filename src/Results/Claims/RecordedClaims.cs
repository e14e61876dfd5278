using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Looks;

namespace SweepCluster.Results.Claims;

/// <summary>Decides claims from the recorded trials.</summary>
public static class RecordedClaims
{
    /// <summary>Decides the claims of a spec by the recorded trials of a sweep, and by how often it ended with more seeds.</summary>
    public static async Task<IReadOnlyList<ClaimDecision>> DecideAsync(
        IResultReader store, SweepRecord sweep, SweepSpec spec, CancellationToken cancellation)
    {
        if (spec.Claims.Count == 0)
            return [];
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
        {
            if (trial.HasResult || trial.State is TrialState.Diverged or TrialState.Failed)
                trials.Add(Figures(trial));
        }

        var named = spec.Claims.Select(claim => claim.Epoch).OfType<int>().ToHashSet();
        var epochs = await NamedEpochs.ReadAsync(store, sweep.Id, named, cancellation);
        var events = await store.ReadEventsAsync(sweep.Id, cancellation);
        return ClaimTable.Decide(spec, trials, epochs, LookPlan.FromEvents(sweep, events, spec.Looks));
    }

    /// <summary>The trial without what no comparison needs and what is large: its curve and its hash.</summary>
    public static TrialRecord Figures(TrialRecord trial) =>
        trial with { Last = null, Reason = "", Final = trial.Final is { } final ? final with { WeightsHash = "", Range = null } : null };
}
