using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Telemetry;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>What a silo exports of the sweeps whose grains it hosts, its slots and its store.</summary>
public sealed class MetricsTests : IAsyncDisposable
{
    private readonly ClusterHosts _hosts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    [Fact]
    public async Task Sweep_ThatEnded_IsExportedAsTheStoreHoldsIt()
    {
        var trainer = new ScriptedTrainer { Script = lease => lease.Trial == 1 ? new TrialOutcome.Diverged(3, 100) : null };
        await using var host = await _hosts.StartAsync(trainer, 2);
        using var exposition = new TextExposition(_hosts.Meter);
        var id = (await host.Service.SubmitAsync(
            new(Specs.Quick("seeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n").Text, null), Cancellation)).Id;
        await host.Service.WaitForEndAsync(id);

        // Its grain lets go of it before it publishes the last figures.
        await Eventually.PassesAsync("the last figures of the sweep", () =>
        {
            var text = exposition.Read();
            text.ShouldContain($"sweepcluster_sweep_running{{sweep=\"{id}\"}} 0\n");
            text.ShouldContain($"sweepcluster_trials{{sweep=\"{id}\",state=\"succeeded\"}} 3\n");
            text.ShouldContain($"sweepcluster_trials_ended_total{{sweep=\"{id}\",outcome=\"diverged\"}} 1\n");
            text.ShouldContain($"sweepcluster_epochs_total{{sweep=\"{id}\"}} 12\n");
            text.ShouldContain($"sweepcluster_leaderboard_configuration_number{{sweep=\"{id}\",rank=\"1\"}} ");
            text.ShouldContain("sweepcluster_slots{accelerator=\"cpu\"} 2\n");
            text.ShouldContain("sweepcluster_slot_busy_seconds_total{slot=\"1\"} ");
            text.ShouldContain("sweepcluster_store_call_seconds_count{operation=\"commit\"} ");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Queue_OfASweepForGpusWithoutAnyWorker_IsExportedUntilASlotTakesIt()
    {
        await using var host = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Cpu, SiloLabels.Coordinator);
        using var exposition = new TextExposition(_hosts.Meter);
        var id = (await host.Service.SubmitAsync(
            new(Specs.Quick("cluster: {accelerator: gpu}\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n").Text, null), Cancellation)).Id;

        await ShouldShowAsync(queued: 2, running: 0, () => Task.CompletedTask);
        // A slot for GPUs of this silo, played by the test, which renews its lease.
        var sweep = _hosts.Grains.GetGrain<ISweepGrain>(id);
        var (slot, sequence) = ($"{_hosts.Silo}/8", 1);
        var lease = (await sweep.ExchangeAsync(new(slot, sequence, 1, []))).Leases.Single();
        await ShouldShowAsync(
            queued: 1, running: 1,
            () => sweep.ExchangeAsync(new(slot, ++sequence, 0, [new(lease.Trial, lease.Attempt, [], null, null, default, 0)])));

        Task ShouldShowAsync(int queued, int running, Func<Task> renew) => Eventually.PassesAsync(
            $"{queued} queued and {running} running trials", async () =>
        {
            await renew();
            var text = exposition.Read();
            text.ShouldContain($"sweepcluster_queue_trials{{sweep=\"{id}\",accelerator=\"gpu\"}} {queued}\n");
            text.ShouldContain($"sweepcluster_running_trials{{sweep=\"{id}\",accelerator=\"gpu\"}} {running}\n");
        });
    }

    [Fact]
    public async Task Lease_OfASlotThatIsGone_IsCountedAsExpired()
    {
        await using var host = await _hosts.StartAsync(new ScriptedTrainer(), 1, Accelerator.Cpu, SiloLabels.Coordinator);
        using var exposition = new TextExposition(_hosts.Meter);
        var id = (await host.Service.SubmitAsync(
            new(Specs.Quick("base: {epochs: 3}\nspace: {width: [8, 16]}\n").Text, null), Cancellation)).Id;
        // A slot of no silo, played by the test, which takes a trial and is heard of no more.
        await _hosts.Grains.GetGrain<ISweepGrain>(id).ExchangeAsync(new("127.0.0.1:1@1/0", 1, 1, []));

        await Eventually.ReadAsync(
            "the lease to be counted as expired",
            exposition.Read,
            text => text.Contains($"sweepcluster_leases_expired_total{{sweep=\"{id}\"}} 1\n", StringComparison.Ordinal));
    }
}
