using System.Collections.Concurrent;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>What every runtime must do, whatever runs the trials. Time stands still unless a test moves it, so that trials
/// that are held stay held and nothing is leased ahead.</summary>
public abstract class SweepServiceBehaviour : IAsyncDisposable
{
    /// <summary>3 widths and 2 seeds: 6 trials of 2 epochs.</summary>
    protected const string Grid = "seeds: 2\nbase: {epochs: 2, batch: 50}\nspace: {width: [8, 16, 32]}\n";

    private readonly List<IRuntimeUnderTest> _started = [];

    protected FakeTime Time { get; } = new();

    protected ScriptedTrainer Trainer { get; private set; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A runtime over the one store of this test.</summary>
    protected abstract IRuntimeUnderTest Create(ITrainer trainer, int slots, TimeProvider time);

    /// <summary>After the runtimes are gone.</summary>
    protected abstract ValueTask DisposeStoreAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var runtime in _started)
            await runtime.DisposeAsync();
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    protected IRuntimeUnderTest Start(int slots = 2)
    {
        var runtime = Create(Trainer, slots, Time);
        _started.Add(runtime);
        return runtime;
    }

    /// <summary>As after a crash: the checkpoints are there, the process is new.</summary>
    protected IRuntimeUnderTest Restart(int slots = 2)
    {
        Trainer = new(new ConcurrentDictionary<long, int>(Trainer.Checkpoints));
        return Start(slots);
    }

    protected static Task<SweepRecord> SubmitAsync(IRuntimeUnderTest runtime, string body) =>
        runtime.Service.SubmitAsync(new(Specs.Quick(body).Text, null), Cancellation);

    /// <summary>The last snapshot, once the sweep runs no more.</summary>
    protected static async Task<SweepSnapshot> FinishAsync(IRuntimeUnderTest runtime, string sweep)
    {
        SweepSnapshot? last = null;
        await foreach (var snapshot in runtime.Service.WatchAsync(sweep, Cancellation))
            last = snapshot;
        return last!;
    }

    protected static async Task<TrialRecord[]> TrialsAsync(IRuntimeUnderTest runtime, string sweep) =>
        await runtime.Store.ReadTrialsAsync(sweep, Cancellation).ToArrayAsync(Cancellation);

    /// <summary>Trial and epoch of what is recorded.</summary>
    protected static async Task<(long Trial, int Epoch)[]> EpochsAsync(IRuntimeUnderTest runtime, string sweep) =>
        await runtime.Store.ReadEpochsAsync(sweep, null, Cancellation).Select(epoch => (epoch.Trial, epoch.Report.Epoch)).ToArrayAsync(Cancellation);

    protected static async Task<string[]> EventsAsync(IRuntimeUnderTest runtime, string sweep) =>
        [.. (await runtime.Store.ReadEventsAsync(sweep, Cancellation)).Select(happened => happened.Kind)];

    /// <summary>Every trial of the grid succeeded, with every epoch and the figures that an undisturbed run gives.</summary>
    protected static async Task ShouldBeTheWholeGridAsync(IRuntimeUnderTest runtime, string sweep, int trials, int epochs)
    {
        var recorded = await TrialsAsync(runtime, sweep);
        recorded.Select(trial => trial.Trial).ShouldBe(Enumerable.Range(0, trials).Select(trial => (long)trial));
        foreach (var trial in recorded)
        {
            trial.State.ShouldBe(TrialState.Succeeded, $"trial {trial.Trial}");
            trial.Final.ShouldBe(ScriptedTrainer.FinalOf(trial.Trial, epochs));
            trial.Epochs.ShouldBe(epochs);
        }

        (await EpochsAsync(runtime, sweep)).ShouldBe(
            Enumerable.Range(0, trials).SelectMany(trial => Enumerable.Range(1, epochs).Select(epoch => ((long)trial, epoch))));
    }

    /// <summary>Moves the clock until the task is done.</summary>
    protected async Task PumpAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await task;
    }
}
