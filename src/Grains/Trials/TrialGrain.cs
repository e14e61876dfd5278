using Orleans.Placement;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Trials;

namespace SweepCluster.Grains.Trials;

/// <summary>See <see cref="ITrialGrain"/>. It holds a copy: after a crash, the store has the newest attempt.</summary>
[AcceleratorFilter]
[PreferLocalPlacement]
internal sealed class TrialGrain(IResultStore store) : Grain, ITrialGrain
{
    private int _attempt;

    // The sweep has only just granted the lease, so that the store needn't be read.
    public Task<bool> BeginAsync(TrialLease lease)
    {
        if (lease.Attempt < _attempt)
            return Task.FromResult(false);
        _attempt = lease.Attempt;
        return Task.FromResult(true);
    }

    public async Task<bool> ReportAsync(TrialReport report)
    {
        if (_attempt == 0)
            await RecallAsync();
        if (report.Attempt < _attempt)
            return false;
        _attempt = report.Attempt;
        // The store has what is recorded: a repeated report gets the same answer from it.
        if (report.Outcome is not null)
            DeactivateOnIdle();
        return true;
    }

    private async Task RecallAsync()
    {
        var key = TrialKey.Parse(this.GetPrimaryKeyString());
        _attempt = (await store.FindTrialAsync(key.SweepId, key.Trial, CancellationToken.None))?.Attempt ?? 0;
    }
}
