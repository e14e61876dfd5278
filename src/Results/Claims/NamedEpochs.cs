using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Claims;

/// <summary>Reads the epochs that a spec's claims and published figures name. A large sweep has many epochs, and few of them are
/// needed.</summary>
public static class NamedEpochs
{
    /// <summary>The epochs that published figures name.</summary>
    public static async Task<IReadOnlyList<EpochRecord>> ReadPublishedAsync(
        IResultReader store, string sweep, SweepSpec spec, CancellationToken cancellation)
    {
        var named = spec.Published.Select(figure => figure.Epoch).OfType<int>().ToHashSet();
        return await ReadAsync(store, sweep, named, [], cancellation);
    }

    /// <summary>The epochs that claims name, and of each trial the first one that reaches a target of theirs.</summary>
    public static async Task<IReadOnlyList<EpochRecord>> ReadClaimedAsync(
        IResultReader store, string sweep, SweepSpec spec, CancellationToken cancellation)
    {
        var sides = spec.Claims.SelectMany(claim => claim.Hypotheses).SelectMany(hypothesis => hypothesis.Sides);
        var named = spec.Claims.Select(claim => claim.Epoch).Concat(sides.Select(side => side.Epoch)).OfType<int>().ToHashSet();
        var targets = spec.Claims.Select(claim => claim.Figure.Target).OfType<EpochTarget>().Distinct().ToArray();
        return await ReadAsync(store, sweep, named, targets, cancellation);
    }

    // Nothing is read if nothing is needed.
    private static async Task<IReadOnlyList<EpochRecord>> ReadAsync(
        IResultReader store, string sweep, HashSet<int> named, EpochTarget[] targets, CancellationToken cancellation)
    {
        var epochs = new List<EpochRecord>();
        var reached = new HashSet<(long Trial, EpochTarget Target)>();
        if (named.Count == 0 && targets.Length == 0)
            return epochs;
        await foreach (var epoch in store.ReadEpochsAsync(sweep, trial: null, cancellation))
        {
            var isFirst = false;
            foreach (var target in targets.Where(target => target.IsReached(epoch.Report)))
                isFirst |= reached.Add((epoch.Trial, target));
            if (isFirst || named.Contains(epoch.Report.Epoch))
                epochs.Add(epoch);
        }

        return epochs;
    }
}
