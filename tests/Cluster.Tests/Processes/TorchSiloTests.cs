using SweepCluster.Client.Orleans;
using SweepCluster.Model.Trials;
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
        Requirement.SkipWithout(Requirement.X64Linux);
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        await silos.StartAsync(("Trainer", "torch"), ("TorchDevice", "cpu"), ("Slots", "2"));
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation)
            .WithinDeadlineAsync("the client to connect");

        const string spec = """
            name: torch
            dataset: glyphs:train=500,test=100
            base: {hidden: [16], epochs: 10}
            space: {lr: [0.01, 0.02]}
            seeds: 2
            """;
        var sweep = await client.Service.SubmitAsync(new(spec, null), Cancellation);
        await client.Service.WaitForEndAsync(sweep.Id);

        await using var store = PostgresResultStore.Open(new(connection));
        (await store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
        // A network that learnt nothing would be right about a tenth of the images.
        var trials = await store.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation);
        trials.ShouldAllBe(trial => trial.Final!.TestAccuracy > 0.3);
    }
}
