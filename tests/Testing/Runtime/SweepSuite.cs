using Microsoft.Extensions.Time.Testing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Runtime;

/// <summary>What the suites share that every runtime must pass: a host, a scripted trainer and helpers of the tests.</summary>
public abstract class SweepSuite(SweepHosts hosts) : IAsyncLifetime
{
    /// <summary>Two configurations, two seeds, three epochs.</summary>
    protected const string Grid = "seeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n";

    private readonly List<SweepHost> _started = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time => hosts.Time;

    protected SweepHosts Hosts => hosts;

    /// <summary>Of the hosts that <see cref="StartAsync"/> starts.</summary>
    protected ScriptedTrainer Trainer { get; } = new();

    /// <summary>The first host.</summary>
    protected SweepHost Host => _started[0];

    protected ISweepService Service => Host.Service;

    protected IResultReader Store => Host.Store;

    /// <summary>Worker slots of each host; one where a test depends on the order of trials.</summary>
    protected virtual int Workers => 2;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var host in _started)
            await host.DisposeAsync().AsTask().WithinDeadlineAsync("a host to stop");
        await hosts.DisposeAsync().AsTask().WithinDeadlineAsync("what the hosts share to be disposed");
    }

    /// <summary>Starts a host beside those there are.</summary>
    protected async Task<SweepHost> StartAsync()
    {
        var host = await hosts.StartAsync(Trainer, Workers).WithinDeadlineAsync("a host to start");
        _started.Add(host);
        return host;
    }

    protected async Task<string> SubmitAsync(string body = Grid) =>
        (await Service.SubmitAsync(new(Specs.Quick(body).Text, DataFolder: null), Cancellation)
            .WithinDeadlineAsync("a sweep to be submitted")).Id;

    /// <summary>Runs the sweep until it stops running.</summary>
    protected async Task<string> FinishAsync(string body = Grid)
    {
        var id = await SubmitAsync(body);
        await EndOfAsync(id);
        return id;
    }

    /// <summary>Waits until the sweep stops running: its last snapshot.</summary>
    protected Task<SweepSnapshot> EndOfAsync(string id, ISweepService? service = null) => (service ?? Service).WaitForEndAsync(id);

    protected Task<SweepRecord> ChangeAsync(string id, SweepChange change, ISweepService? service = null) =>
        (service ?? Service).ChangeAsync(id, change, Cancellation).WithinDeadlineAsync($"{change} of sweep {id}");

    /// <summary>Waits until an attempt of the trial has begun and all other trials of the sweep have succeeded.</summary>
    protected Task WaitUntilAloneAsync(string id, long trial, int attempt, int others) => Eventually.ReadAsync(
        $"attempt {attempt} of trial {trial} to begin after all other trials have ended",
        async () => (
            Begun: Trainer.Leases.Any(lease => lease.Trial == trial && lease.Attempt == attempt),
            Succeeded: (await Store.CountTrialsAsync(id, Cancellation)).GetValueOrDefault(TrialState.Succeeded)),
        seen => seen.Begun && seen.Succeeded == others,
        seen => $"begun: {seen.Begun}, {seen.Succeeded} succeeded");

    protected async Task<SweepRecord> SweepAsync(string id) => (await Store.FindSweepAsync(id, Cancellation))!;

    protected async Task<TrialRecord[]> TrialsAsync(string id) => await Store.ReadTrialsAsync(id, Cancellation).ToArrayAsync(Cancellation);

    /// <summary>The recorded epochs as trial and epoch.</summary>
    protected async Task<(long Trial, int Epoch)[]> EpochsAsync(string id) =>
        await Store.ReadEpochsAsync(id, null, Cancellation).Select(epoch => (epoch.Trial, epoch.Report.Epoch)).ToArrayAsync(Cancellation);

    protected async Task<string[]> EventsAsync(string id) =>
        [.. (await Store.ReadEventsAsync(id, Cancellation)).Select(noted => noted.Kind)];

    /// <summary>Checks that the store holds the whole grid, each trial once and trained to <paramref name="epochs"/>.</summary>
    protected async Task ShouldBeCompleteAsync(string id, int trials, int epochs)
    {
        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        var recorded = await TrialsAsync(id);
        recorded.Select(trial => trial.Trial).ShouldBe(Enumerable.Range(0, trials).Select(trial => (long)trial));
        foreach (var trial in recorded)
        {
            trial.State.ShouldBe(TrialState.Succeeded);
            trial.Final.ShouldBe(ScriptedTrainer.FinalOf(trial.Trial, epochs));
            trial.Epochs.ShouldBe(epochs);
            trial.Last.ShouldBe(ScriptedTrainer.ReportOf(trial.Trial, epochs));
            trial.TrainSeconds.ShouldBe(epochs * 0.25);
        }

        (await EpochsAsync(id)).ShouldBe(
            from trial in Enumerable.Range(0, trials) from epoch in Enumerable.Range(1, epochs) select ((long)trial, epoch));
    }
}
