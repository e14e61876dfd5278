using SweepCluster.Client.Orleans;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Sweeps.Running;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>A silo that is stopped in the middle of a trial, and continues after the trial has ended elsewhere: what it still writes
/// changes neither the results nor their checkpoints.</summary>
public sealed class FrozenSiloTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    private readonly PostgresServer? _server = Requirement.Postgres is null ? new() : null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _server?.Dispose();

    [PostgresFact]
    public async Task Worker_FrozenInATrialThatEndsElsewhere_LeavesItsCheckpointAlone()
    {
        const string text = """
            name: frozen
            dataset: glyphs:seed=7,train=20000,test=200
            split: {last: 200}
            base: {epochs: 25, batch: 4, hidden: [128]}
            space: {lr: [0.001, 0.002, 0.003]}
            """;
        var connection = _server!.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        await silos.StartAsync(("Roles", "coordinator"));
        var frozen = await silos.StartAsync(("Roles", "worker"));
        var other = await silos.StartAsync(("Roles", "worker"));
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation);
        await using var store = PostgresResultStore.Open(new(connection));
        var id = (await client.Service.SubmitAsync(new(text, null), Cancellation)).Id;

        // Each worker has a trial.
        await Eventually.ReadAsync(
            "two trials to have trained some epochs",
            async () => await store.ReadTrialsAsync(id, Cancellation)
                .Where(trial => trial is { State: TrialState.Running, Epochs: >= 3 })
                .ToListAsync(Cancellation),
            trials => trials.Count == 2, trials => $"{trials.Count}", MaxWait);
        frozen.Signal("STOP");
        await Eventually.ReadAsync(
            "the sweep to be finished by the other worker", async () => (await store.FindSweepAsync(id, Cancellation))!.Status,
            status => status == SweepStatus.Finished, status => $"{status}, and the log of the other worker:\n{other.Log}", MaxWait);
        frozen.Signal("CONT");
        // It finds itself declared dead, after its trial has written what it had.
        await frozen.EndAsync();

        var sweep = (await store.FindSweepAsync(id, Cancellation))!;
        var description = new TrialDescription(SpecReader.Read(text).Spec!, id, Path.Combine(silos.Home, "checkpoints"));
        using var datasets = new DatasetLibrary(DatasetFolders.Find(silos.Home), progress: null);
        var dataset = datasets.Load("glyphs:seed=7,train=20000,test=200", Cancellation);
        var trials = await store.ReadTrialsAsync(id, Cancellation).ToListAsync(Cancellation);
        trials.Count.ShouldBe(3);
        trials.ShouldAllBe(trial => trial.State == TrialState.Succeeded && trial.Epochs == 25);
        trials.ShouldContain(trial => trial.Attempt == 2);
        foreach (var trial in trials)
        {
            using var predictor = Predictor.Open(description.Describe(trial, sweep), dataset);
            predictor.WeightsHash.ShouldBe(trial.Final!.WeightsHash);
        }
    }
}
