using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
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
        var trials = await ReadTrialsAsync(store, sweep.Id, cancellation);
        var epochs = await NamedEpochs.ReadClaimedAsync(store, sweep.Id, spec, cancellation);
        var others = new Dictionary<string, SweepResults>(StringComparer.Ordinal);
        foreach (var name in spec.Claims.SelectMany(claim => claim.Hypotheses).SelectMany(hypothesis => hypothesis.Sides)
            .Select(side => side.Sweep).Where(name => name.Length > 0).Distinct())
            others[name] = await ReadOtherAsync(store, name, spec, cancellation);

        var events = await store.ReadEventsAsync(sweep.Id, cancellation);
        return ClaimTable.Decide(spec, trials, epochs, LookPlan.FromEvents(sweep, events, spec.Looks), others);
    }

    /// <summary>The results of the sweep of that id, or of the newest one of that name.</summary>
    private static async Task<SweepResults> ReadOtherAsync(
        IResultReader store, string name, SweepSpec claiming, CancellationToken cancellation)
    {
        var sweeps = await store.ListSweepsAsync(cancellation);
        var other = sweeps.FirstOrDefault(sweep => sweep.Id == name) ?? sweeps.LastOrDefault(sweep => sweep.Name == name);
        if (other is null)
            return SweepResults.Missing($"there is no sweep {name}");
        if (other.Status != SweepStatus.Finished)
            return SweepResults.Missing($"{other.Id} has not finished");
        if (!SweepLookup.TryReadSpec(other, out var spec, out var problem))
            return SweepResults.Missing($"the spec of {other.Id} can't be read by this version: {problem}");
        return new(
            spec, await ReadTrialsAsync(store, other.Id, cancellation),
            await NamedEpochs.ReadClaimedAsync(store, other.Id, claiming, cancellation));
    }

    private static async Task<List<TrialRecord>> ReadTrialsAsync(IResultReader store, string sweep, CancellationToken cancellation)
    {
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweep, cancellation))
        {
            if (trial.HasResult || trial.State is TrialState.Diverged or TrialState.Failed)
                trials.Add(Figures(trial));
        }

        return trials;
    }

    /// <summary>The trial without what no comparison needs and what is large: its curve and its hash.</summary>
    public static TrialRecord Figures(TrialRecord trial) =>
        trial with { Last = null, Reason = "", Final = trial.Final is { } final ? final with { WeightsHash = "", Range = null } : null };
}
