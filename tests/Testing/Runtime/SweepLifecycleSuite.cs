using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Runtime;

/// <summary>Submitting, finishing, pausing, resuming and cancelling.</summary>
public abstract class SweepLifecycleSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    [Fact]
    public async Task Submit_AGrid_EndsWithExactlyItsTrials()
    {
        var id = await FinishAsync();

        id.ShouldBe("quick-1");
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id)).Select(trial => (trial.Configuration, trial.SeedIndex, trial.Attempt))
            .ShouldBe([(0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)]);
        (await EventsAsync(id)).ShouldBe(["submitted", "finished"]);
    }

    [Fact]
    public async Task Submit_AGrid_LeasesWhatTheSpecSays()
    {
        var id = await FinishAsync("seed: 9\nseeds: 2\nbase: {epochs: 3, lr: 0.5}\nspace: {width: [8, 16]}\n");

        var lease = Trainer.Leases.Single(lease => lease.Trial == 3);
        lease.SweepId.ShouldBe(id);
        (lease.Seed, lease.SeedIndex, lease.EpochTarget, lease.Attempt).ShouldBe((9UL, 1, 3, 1));
        lease.Configuration.Hidden.Single().Width.ShouldBe(16);
        lease.Configuration.Optimizer.LearningRate.ShouldBe(0.5);
        Trainer.Leases.Select(lease => lease.CheckpointFolder).OfType<string>().Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Submit_TheSameSpecTwice_RunsTwoSweeps()
    {
        var first = await FinishAsync();
        var second = await FinishAsync();

        second.ShouldNotBe(first);
        await ShouldBeCompleteAsync(first, trials: 4, epochs: 3);
        await ShouldBeCompleteAsync(second, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Submit_TwoSweepsAtOnce_FinishesBoth()
    {
        var first = await SubmitAsync();
        var second = await SubmitAsync();

        await EndOfAsync(first);
        await EndOfAsync(second);

        await ShouldBeCompleteAsync(first, trials: 4, epochs: 3);
        await ShouldBeCompleteAsync(second, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Submit_AnInvalidSpec_IsRefusedWithItsProblems()
    {
        var refusal = await Should.ThrowAsync<SweepException>(() => Service.SubmitAsync(new("name: x\nwidht: 3\n", null), Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain("widht");
        (await Store.ListSweepsAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pause_ARunningSweep_SavesItsTrialsAndWaits()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        var paused = await ChangeAsync(id, new SweepChange.Pause("by request: a test"));
        var last = await EndOfAsync(id);

        (paused.Status, paused.Reason).ShouldBe((SweepStatus.Paused, "by request: a test"));
        last.Sweep.Status.ShouldBe(SweepStatus.Paused);
        last.Running.ShouldBeEmpty();
        var held = (await TrialsAsync(id))[1];
        (held.State, held.Epochs).ShouldBe((TrialState.Waiting, 1));
        (await Store.FindClaimHolderAsync(id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Resume_APausedSweep_EndsWithExactlyItsTrials()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        await EndOfAsync(id);
        gate.Open();

        var resumed = await ChangeAsync(id, new SweepChange.Resume());
        await EndOfAsync(id);

        (resumed.Status, resumed.Reason).ShouldBe((SweepStatus.Running, ""));
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[1].Attempt.ShouldBe(2);
        (await EventsAsync(id)).ShouldBe(["submitted", "paused", "resumed", "finished"]);
    }

    [Fact]
    public async Task Resume_WhileItsTrialsAreStillStopping_LosesNone()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        await ChangeAsync(id, new SweepChange.Resume());
        gate.Open();
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Cancel_ARunningSweep_EndsItForGood()
    {
        var gate = Trainer.HoldBefore(0, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        var cancelled = await ChangeAsync(id, new SweepChange.Cancel());
        await EndOfAsync(id);

        cancelled.Status.ShouldBe(SweepStatus.Cancelled);
        (await TrialsAsync(id))[0].State.ShouldBe(TrialState.Cancelled);
        (await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.Resume()))).Message.ShouldContain("cancelled");
        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_APausedSweep_EndsItForGood()
    {
        var gate = Trainer.HoldBefore(0, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        await EndOfAsync(id);

        var cancelled = await ChangeAsync(id, new SweepChange.Cancel());

        cancelled.Status.ShouldBe(SweepStatus.Cancelled);
        (await TrialsAsync(id)).ShouldNotContain(trial => trial.State == TrialState.Waiting);
    }

    [Theory]
    [InlineData("pause", "only a running sweep")]
    [InlineData("resume", "nothing to resume")]
    [InlineData("cancel", "finished already")]
    public async Task Change_AFinishedSweep_IsRefused(string change, string rule)
    {
        var id = await FinishAsync();

        var refusal = await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, Named(change)));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain(rule);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Change_AnUnknownSweep_IsRefused()
    {
        (await Should.ThrowAsync<SweepException>(() => ChangeAsync("none-1", new SweepChange.Resume()))).Message.ShouldContain("none-1");
        (await Should.ThrowAsync<SweepException>(() => EndOfAsync("none-1"))).Message.ShouldContain("none-1");
    }

    [Fact]
    public async Task Watch_ARunningSweep_ShowsItsTrialsAndThenItsEnd()
    {
        var gate = Trainer.HoldBefore(2, epoch: 3);
        var id = await SubmitAsync();
        await gate.Reached;

        await using var snapshots = Service.WatchAsync(id, Cancellation).Enumerate();
        // A slot of another process reports the progress of its trials a few times a second.
        RunningTrial? running = null;
        (await snapshots.ReadUntilAsync(
            "trial 2 to be shown in epoch 2",
            snapshot => (running = snapshot.Running.SingleOrDefault(trial => trial.Trial == 2 && trial.Progress.Epoch == 2)) is not null,
            SweepWaits.Describe)).ShouldBeTrue();

        (running!.Attempt, running.EpochTarget, running.Progress.Epoch).ShouldBe((1, 3, 2));
        snapshots.Current.Trials.ShouldBe(4);
        gate.Open();
        var last = await snapshots.LastAsync("the watch to end", SweepWaits.Describe);

        last.Sweep.Status.ShouldBe(SweepStatus.Finished);
        last.Counts.ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
    }

    private static SweepChange Named(string change) => change switch
    {
        "pause" => new SweepChange.Pause("by a test"),
        "resume" => new SweepChange.Resume(),
        "cancel" => new SweepChange.Cancel(),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Unknown change."),
    };
}
