using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A sweep that a cluster runs; its key is the sweep's id. It is the only writer of the sweep's state, and alone grants its
/// leases. Invalid calls throw a <see cref="SweepException"/>.</summary>
[Alias("sweep")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Resumes the sweep if it has work left, and otherwise does nothing. The watchdog calls it repeatedly.</summary>
    [Alias("ensure")]
    Task EnsureAsync();

    [Alias("change")]
    Task<SweepRecord> ChangeAsync(SweepChange change);

    /// <summary>Takes a slot's report, renews the leases that the slot holds and grants new ones. Returns once all of it is saved.
    /// Repeating a call changes nothing.</summary>
    [Alias("exchange")]
    Task<SlotOrders> ExchangeAsync(SlotReport report);

    [Alias("snapshot")]
    Task<SweepStanding> SnapshotAsync();
}
