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
        return await ReadAsync(store, sweep, named, cancellation);
    }

    /// <summary>The epochs of these numbers, of all trials; nothing is read if there are no numbers.</summary>
    public static async Task<IReadOnlyList<EpochRecord>> ReadAsync(
        IResultReader store, string sweep, IReadOnlySet<int> named, CancellationToken cancellation)
    {
        var epochs = new List<EpochRecord>();
        if (named.Count == 0)
            return epochs;
        await foreach (var epoch in store.ReadEpochsAsync(sweep, trial: null, cancellation))
        {
            if (named.Contains(epoch.Report.Epoch))
                epochs.Add(epoch);
        }

        return epochs;
    }
}
