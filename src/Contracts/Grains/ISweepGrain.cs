using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A sweep that a cluster runs; its key is the sweep's id. The only writer of the sweep's state, and the only one who hands
/// out its leases. What is wrong with a call is a <see cref="SweepException"/>.</summary>
[Alias("sweep")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Takes the sweep up where it has work left; else does nothing. Called again and again by the watchdog.</summary>
    [Alias("ensure")]
    Task EnsureAsync();

    [Alias("change")]
    Task<SweepRecord> ChangeAsync(SweepChange change);

    /// <summary>What a slot tells and asks: reports and renews the leases it holds, and takes new ones. Answers once all of it
    /// will survive a crash. Repeating a call changes nothing.</summary>
    [Alias("exchange")]
    Task<SlotOrders> ExchangeAsync(SlotReport report);

    [Alias("snapshot")]
    Task<SweepStanding> SnapshotAsync();
}
