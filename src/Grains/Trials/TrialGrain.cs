using Orleans.Placement;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Cluster;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Grains.Placement;

namespace SweepCluster.Grains.Trials;

/// <summary>See <see cref="ITrialGrain"/>. What it holds is a copy: after a crash the store tells the newest attempt.</summary>
[AcceleratorFilter]
[PreferLocalPlacement]
internal sealed class TrialGrain(IResultStore store) : Grain, ITrialGrain
{
    private readonly List<EpochReport> _epochs = [];
    private TrialLease? _lease;
    private int _attempt;

    // The sweep has only just granted the lease, so that the store needn't be asked.
    public Task<bool> BeginAsync(TrialLease lease)
    {
        if (lease.Attempt < _attempt)
            return Task.FromResult(false);
        if (lease.Attempt > _attempt)
            _epochs.Clear();
        (_lease, _attempt) = (lease, lease.Attempt);
        return Task.FromResult(true);
    }

    public async Task<bool> ReportAsync(TrialReport report)
    {
        if (_attempt == 0)
            await RecallAsync();
        if (report.Attempt < _attempt)
            return false;
        _attempt = report.Attempt;
        foreach (var epoch in report.Epochs)
        {
            if (_epochs.Count == 0 || epoch.Epoch > _epochs[^1].Epoch)
                _epochs.Add(epoch);
        }

        if (report.Outcome is not null)
        {
            // What is recorded is the store's to tell; a report that comes again finds the same answer there.
            _lease = null;
            DeactivateOnIdle();
        }

        return true;
    }

    public async Task<TrialHistory?> GetAsync()
    {
        var key = TrialKey.Parse(this.GetPrimaryKeyString());
        var record = await store.FindTrialAsync(key.SweepId, key.Trial, CancellationToken.None);
        if (record is null && _attempt == 0)
            return null;
        var epochs = new SortedDictionary<int, EpochReport>();
        await foreach (var epoch in store.ReadEpochsAsync(key.SweepId, key.Trial, CancellationToken.None))
            epochs[epoch.Report.Epoch] = epoch.Report;
        foreach (var epoch in _epochs)
            epochs[epoch.Epoch] = epoch;
        return new(_lease, Math.Max(_attempt, record?.Attempt ?? 0), epochs.Values.ToEquatableArray(), record);
    }

    private async Task RecallAsync()
    {
        var key = TrialKey.Parse(this.GetPrimaryKeyString());
        _attempt = (await store.FindTrialAsync(key.SweepId, key.Trial, CancellationToken.None))?.Attempt ?? 0;
    }
}
