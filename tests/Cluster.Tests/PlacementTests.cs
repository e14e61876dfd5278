using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>Trials on silos that have what they require, and on no others.</summary>
public sealed class PlacementTests : IAsyncLifetime
{
    private const string Grid = "seeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n";

    private readonly ClusterHosts _hosts = new();
    private readonly ScriptedTrainer _cpu = new();
    private readonly ScriptedTrainer _gpu = new();
    private SweepHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _host = await _hosts.StartAsync(_cpu, 1, Accelerator.Cpu, SiloLabels.Coordinator, SiloLabels.Worker);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _hosts.DisposeAsync();
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task Trials_OfAnAccelerator_RunOnItsSilosOnly(string accelerator)
    {
        await using var gpus = await _hosts.StartAsync(_gpu, 2, Accelerator.Gpu, SiloLabels.Worker);

        await EndOfAsync(await SubmitAsync($"cluster: {{accelerator: {accelerator}}}\n"));

        _cpu.Leases.Count.ShouldBe(accelerator == "cpu" ? 4 : 0);
        _gpu.Leases.Count.ShouldBe(accelerator == "gpu" ? 4 : 0);
    }

    [Fact]
    public async Task Trials_WithoutASuitableSilo_AreQueuedUntilThereIsOne()
    {
        var id = await SubmitAsync("cluster: {accelerator: gpu}\n");
        // One that can run goes first, so that there was time for the other to go wrong.
        await EndOfAsync(await SubmitAsync(""));
        (await _hosts.Store.FindSweepAsync(id, Cancellation))!.Status.ShouldBe(SweepStatus.Running);
        (await _hosts.Store.CountTrialsAsync(id, Cancellation)).ShouldBeEmpty();

        await using var gpus = await _hosts.StartAsync(_gpu, 2, Accelerator.Gpu, SiloLabels.Worker);
        await EndOfAsync(id);

        (await _hosts.Store.CountTrialsAsync(id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
    }

    [Fact]
    public async Task Trials_OfASiloThatCanNotWriteCheckpoints_AreQueuedUntilItCan()
    {
        using var folder = new TemporaryFolder();
        // In the place of a volume that is mounted late.
        await File.WriteAllTextAsync(folder.Combine("volume"), "", Cancellation);
        await using var gpus = await _hosts.StartAsync(
            _gpu, 2, Accelerator.Gpu, folder.Combine("volume", "checkpoints"), [SiloLabels.Worker]);
        var id = await SubmitAsync("cluster: {accelerator: gpu}\n");
        // One that can run goes first, so that there was time for the other to go wrong.
        await EndOfAsync(await SubmitAsync(""));
        (await _hosts.Store.CountTrialsAsync(id, Cancellation)).ShouldBeEmpty();

        File.Delete(folder.Combine("volume"));
        await EndOfAsync(id);

        _gpu.Leases.Count.ShouldBe(4);
        Directory.EnumerateFileSystemEntries(folder.Combine("volume", "checkpoints")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Trial_WithoutASuitableSilo_IsNotActivatedAnywhere()
    {
        var trial = _hosts.Grains.GetGrain<ITrialGrain>(new TrialKey(Accelerator.Gpu, "none-1", 0).ToString());

        await Should.ThrowAsync<Exception>(() => trial.ReportAsync(new(0, 1, [], null, null, default, 0)));
    }

    private async Task<string> SubmitAsync(string cluster) =>
        (await _host.Service.SubmitAsync(new(Specs.Quick(Grid + cluster).Text, null), Cancellation)).Id;

    private Task<SweepSnapshot> EndOfAsync(string id) => _host.Service.WaitForEndAsync(id);
}
