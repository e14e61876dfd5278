using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Configurations;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>The decisions that only a cluster has, by slots that the test plays.</summary>
public sealed class ClusterDecisionTests : IAsyncLifetime
{
    private readonly ClusterHosts _hosts = new();
    private SweepHost _host = null!;
    private string _id = "";

    private string Mine => $"{_hosts.Silo}/8";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ISweepGrain Sweep => _hosts.Grains.GetGrain<ISweepGrain>(_id);

    private ISweepCatalogGrain Catalog => _hosts.Grains.GetGrain<ISweepCatalogGrain>(0);

    public async ValueTask InitializeAsync()
    {
        // No slots: the test is the only one.
        _host = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Cpu, SiloLabels.Coordinator);
        _id = await SubmitAsync("cluster: {weight: 2}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _hosts.DisposeAsync();
    }

    [Fact]
    public async Task Slot_ThatAsksForTrials_IsLoggedWithTheSharesOfTheSweeps()
    {
        var other = await SubmitAsync("cluster: {weight: 1}\n");
        var status = new SlotStatus(Mine, Accelerator.Cpu, "a test", false, []);

        await Catalog.NextAsync(new(status, 1, [new(_id, 8, 4), new(other, 3, 1)]));

        var offered = _hosts.Decisions.Of("SlotOffered").Single();
        (offered["Slot"], offered["Room"], offered["Sweep"]).ShouldBe((Mine, 1, other));
        offered.Message.ShouldEndWith(
            $"{other} (priority 0, charged 3 s: busy 3 s, weight 1, trials held 0), "
            + $"{_id} (priority 0, charged 4 s: busy 8 s, weight 2, trials held 0).");
    }

    [Fact]
    public async Task Leases_OfASlot_AreLoggedWithTheirNumber()
    {
        await Sweep.ExchangeAsync(new(Mine, 1, 3, []));

        var granted = _hosts.Decisions.Of("LeasesGranted").Single();
        (granted["Sweep"], granted["Slot"], granted["Leases"], granted["Room"], granted["FairRoom"], granted["Repeated"])
            .ShouldBe((_id, Mine, 2, 3, 2, 0));
    }

    [Fact]
    public async Task Lease_OfASlotThatFallsSilent_IsLoggedWithTheDeadline()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();

        await Eventually.HoldsAsync($"the lease of trial {lease.Trial} to expire", () => _hosts.Decisions.Of("LeaseExpired").Length > 0);

        var expired = _hosts.Decisions.Of("LeaseExpired").Single();
        (expired["Sweep"], expired["Trial"], expired["Attempt"], expired["Slot"], expired["Reason"])
            .ShouldBe((_id, lease.Trial, 1, Mine, "its slot has not reported it for too long"));
        ((double)expired["SilentSeconds"]!, (double)expired["MaxSilentSeconds"]!).ShouldBe((6, 6));
        var ended = _hosts.Decisions.Of("AttemptEnded").Single();
        (ended["Trial"], ended["Outcome"], ended["State"]).ShouldBe((lease.Trial, "interrupted", "waiting"));
    }

    [Fact]
    public async Task Report_OfALeaseThatTheSlotDoesNotHold_IsLogged()
    {
        var lease = (await Sweep.ExchangeAsync(new(Mine, 1, 1, []))).Leases.Single();

        await Sweep.ExchangeAsync(new(Mine, 2, 0, [new(lease.Trial, lease.Attempt + 1, [], null, null, default, 0)]));
        await Sweep.ExchangeAsync(new(Mine, 1, 0, []));

        var refused = _hosts.Decisions.Of("LeaseNotHeld").Single();
        (refused["Sweep"], refused["Slot"], refused["Trial"], refused["Attempt"]).ShouldBe((_id, Mine, lease.Trial, 2));
        var late = _hosts.Decisions.Of("ReportLate").Single();
        (late["Slot"], late["Sequence"], late["Newest"]).ShouldBe((Mine, 1L, 2L));
    }

    private async Task<string> SubmitAsync(string cluster)
    {
        var spec = Specs.Quick($"base: {{epochs: 3}}\nspace: {{width: [8, 16]}}\n{cluster}");
        return (await _host.Service.SubmitAsync(new(spec.Text, null), Cancellation)).Id;
    }
}
