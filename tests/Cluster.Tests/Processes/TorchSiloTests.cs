using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Cluster;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>A silo that trains with TorchSharp, on the processor.</summary>
public sealed class TorchSiloTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Sweep_OnASiloWithTorch_EndsWithItsGrid()
    {
        // The tests' package has libtorch for x64 Linux alone.
        Assert.SkipUnless(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")) && OperatingSystem.IsLinux(), "needs x64 Linux");
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        await silos.StartAsync(("Trainer", "torch"), ("TorchDevice", "cpu"), ("Slots", "2"));
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation).WithinDeadlineAsync("the client to connect");

        var sweep = await client.Service.SubmitAsync(
            new("name: torch\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 10}\nspace: {lr: [0.01, 0.02]}\nseeds: 2\n", null), Cancellation);
        await client.Service.WaitForEndAsync(sweep.Id);

        await using var store = PostgresResultStore.Open(new(connection));
        (await store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
        // A network that learnt nothing would be right about a tenth of the images.
        (await store.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldAllBe(trial => trial.Final!.TestAccuracy > 0.3);
    }
}
