using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Runtime;

/// <summary>Hosts that crash or stop, and hosts beside each other.</summary>
public abstract class SweepRecoverySuite(SweepHosts hosts) : SweepSuite(hosts)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Crash_InTheMiddle_IsResumedToExactlyTheGrid()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        var resumed = await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);

        resumed.Status.ShouldBe(SweepStatus.Running);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[2].Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_BeforeTheAnswers_LetsBothRequestsBeRepeated()
    {
        var text = Specs.Quick(Grid).Text;
        var submission = new SweepSubmission(text, DataFolder: null) { Key = RequestKey.FromSubmission("submit", text, dataFolder: null) };
        var id = (await Service.SubmitAsync(submission, Cancellation).WithinDeadlineAsync("a sweep to be submitted")).Id;
        await EndOfAsync(id);
        var gate = Trainer.HoldBefore(1, epoch: 4);
        SweepChange extend = new SweepChange.ExtendEpochs(2);
        extend = extend with { Key = RequestKey.FromChange("extend", extend) };
        await ChangeAsync(id, extend);
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        var submitted = await next.Service.SubmitAsync(submission, Cancellation).WithinDeadlineAsync("the submission to be repeated");
        var extended = await ChangeAsync(id, extend, next.Service);
        await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);

        (submitted.Id, extended.EpochBonus).ShouldBe((id, 2));
        (await Store.ListSweepsAsync(Cancellation)).ShouldHaveSingleItem();
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task Crash_WhileExtendingEpochs_IsResumedToExactlyTheGrid()
    {
        var id = await FinishAsync();
        var gate = Trainer.HoldBefore(1, epoch: 4);
        await ChangeAsync(id, new SweepChange.ExtendEpochs(2));
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task Crash_ThreeTimesInTheSameTrial_FailsThatTrialAlone()
    {
        Trainer.HoldBefore(2, epoch: 1);
        var id = await SubmitAsync();
        var host = Host;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await WaitUntilAloneAsync(id, trial: 2, attempt, others: 3);
            await host.CrashAsync();
            host = await StartAsync();
            await ChangeAsync(id, new SweepChange.Resume(), host.Service);
        }

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        var trials = await TrialsAsync(id);
        trials.Select(trial => trial.State).ShouldBe([TrialState.Succeeded, TrialState.Succeeded, TrialState.Failed, TrialState.Succeeded]);
        (trials[2].Attempt, trials[2].LostAttempts, trials[2].Failures).ShouldBe((3, 3, 1));
        trials[2].Reason.ShouldStartWith("3 attempts in a row were lost before a further epoch was completed");
        (await EventsAsync(id)).Count(kind => kind == "attempt-lost").ShouldBe(2);
        Trainer.Leases.Where(lease => lease.Trial == 2).Select(lease => lease.Isolated).ShouldBe([false, false, true]);
        Trainer.Leases.Where(lease => lease.Trial != 2).ShouldAllBe(lease => !lease.Isolated);
    }

    [Fact]
    public async Task Stop_WithTrialsRunning_LeavesTheSweepResumable()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        await Host.DisposeAsync().AsTask().WithinDeadlineAsync("the host to stop");

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Running);
        (await Store.FindClaimHolderAsync(id, Cancellation)).ShouldBeNull();
        var held = (await TrialsAsync(id))[2];
        (held.State, held.Epochs).ShouldBe((TrialState.Waiting, 1));
        gate.Open();
        var next = await StartAsync();
        await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Crash_ThenPause_LeavesTheSweepPausedWithoutRunningIt()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        var next = await StartAsync();

        var paused = await ChangeAsync(id, new SweepChange.Pause("by a test"), next.Service);

        paused.Status.ShouldBe(SweepStatus.Paused);
        Trainer.Leases.ShouldNotContain(lease => lease.Attempt > 1);
        (await Store.FindClaimHolderAsync(id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Crash_ThenCancel_LeavesNoTrialOpen()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        var next = await StartAsync();

        await ChangeAsync(id, new SweepChange.Cancel(), next.Service);

        (await TrialsAsync(id)).ShouldNotContain(trial => trial.State == TrialState.Running || trial.State == TrialState.Waiting);
        (await Store.FindClaimHolderAsync(id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Crash_OfTheStore_IsToldToTheWatcher()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        (await Should.ThrowAsync<SweepException>(() => EndOfAsync(id))).Kind.ShouldBe(SweepErrorKind.Environment);
    }

    [Fact]
    public async Task Resume_WhileAnotherHostRunsIt_IsRefused()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        var other = await StartAsync();

        var refusal = await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.Resume(), other.Service));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain("process");
        gate.Open();
        await EndOfAsync(id);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Theory]
    [InlineData(false, SweepStatus.Paused)]
    [InlineData(true, SweepStatus.Cancelled)]
    public async Task Change_ByAnotherHost_IsMadeByTheOneThatRuns(bool cancel, SweepStatus expected)
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        var other = await StartAsync();

        var changing = other.Service.ChangeAsync(id, cancel ? new SweepChange.Cancel() : new SweepChange.Pause("by a test"), Cancellation);
        var changed = await changing.WhileRepeatingAsync(
            () => Time.Advance(Step), "the host that runs the sweep to make the change of another");

        changed.Status.ShouldBe(expected);
        await EndOfAsync(id);
        (await SweepAsync(id)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Watch_FromAnotherHost_ShowsTheTrialsAndThenTheEnd()
    {
        var gate = Trainer.HoldBefore(3, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        var other = await StartAsync();

        await using var snapshots = other.Service.WatchAsync(id, Cancellation).Enumerate();
        (await snapshots.NextAsync("the first snapshot")).ShouldBeTrue();
        snapshots.Current.Sweep.Status.ShouldBe(SweepStatus.Running);
        snapshots.Current.Running.ShouldContain(running => running.Trial == 3 && running.EpochTarget == 3);
        gate.Open();
        await EndOfAsync(id);
        var last = snapshots.Current;
        while (await snapshots.MoveNextAsync().AsTask()
            .WhileRepeatingAsync(() => Time.Advance(Step), "the watch to end", () => last.Describe()))
            last = snapshots.Current;

        last.Sweep.Status.ShouldBe(SweepStatus.Finished);
        last.Counts.ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
        last.Running.ShouldBeEmpty();
    }
}
