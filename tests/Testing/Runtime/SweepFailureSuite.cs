using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>Trials that fail or diverge, limits, and a machine that refuses.</summary>
public abstract class SweepFailureSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    private const string Limited = Grid + "limits: ";

    // The order of trials matters to a limit.
    protected override int Workers => 1;

    [Fact]
    public async Task Fail_WithAttemptsLeft_IsTriedAgain()
    {
        Trainer.Script = lease => lease is { Trial: 1, Attempt: 1 } ? new TrialOutcome.Failed("bad luck") : null;

        var id = await FinishAsync();

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id)).Select(trial => (trial.Attempt, trial.Failures)).ShouldBe([(1, 0), (2, 1), (1, 0), (1, 0)]);
    }

    [Fact]
    public async Task Fail_EveryAttempt_IsRecordedAndTheRestGoesOn()
    {
        Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("bad luck") : null;

        var id = await FinishAsync();

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        var trials = await TrialsAsync(id);
        trials.Select(trial => trial.State)
            .ShouldBe([TrialState.Succeeded, TrialState.Failed, TrialState.Succeeded, TrialState.Succeeded]);
        (trials[1].Attempt, trials[1].Failures, trials[1].Reason).ShouldBe((2, 2, "bad luck"));
        (await EventsAsync(id)).ShouldBe(["submitted", "attempt-failed", "trial-failed", "finished"]);
    }

    [Fact]
    public async Task Fail_ByABugOfTheTrainer_IsRecordedWithIt()
    {
        Trainer.Script = lease => lease.Trial == 0 ? throw new InvalidOperationException("index off by one") : null;

        var id = await FinishAsync();

        var trial = (await TrialsAsync(id))[0];
        trial.State.ShouldBe(TrialState.Failed);
        trial.Reason.ShouldBe("InvalidOperationException: index off by one");
    }

    [Fact]
    public async Task Diverge_ATrial_IsRecordedWithoutAnObjectiveAndTheRestGoesOn()
    {
        Trainer.Script = lease => lease.Trial == 2 ? new TrialOutcome.Diverged(3, 7) : null;

        var id = await FinishAsync();

        var trial = (await TrialsAsync(id))[2];
        (trial.State, trial.Reason, trial.Objective, trial.Attempt).ShouldBe((TrialState.Diverged, "diverged in epoch 3", null, 1));
        (await Store.CountTrialsAsync(id, Cancellation))
            .ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 3, [TrialState.Diverged] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task LimitOfFailures_Reached_EndsTheSweep()
    {
        Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("bad luck") : null;
        // Those that a runtime has begun beside it must not have ended before.
        Trainer.HoldBefore(2, epoch: 1);
        Trainer.HoldBefore(3, epoch: 1);

        var id = await FinishAsync(Limited + "{failures: 1, attempts: 1}\n");

        var sweep = await SweepAsync(id);
        (sweep.Status, sweep.Reason).ShouldBe((SweepStatus.Finished, "1 trials failed, which is the limit"));
        var trials = await TrialsAsync(id);
        trials[1].State.ShouldBe(TrialState.Failed);
        trials.ShouldNotContain(trial => trial.State == TrialState.Running || trial.State == TrialState.Waiting);
        trials.ShouldNotContain(trial => trial.Trial > 1 && trial.State == TrialState.Succeeded);
    }

    [Fact]
    public async Task LimitOfTrials_Reached_EndsTheSweep()
    {
        var id = await FinishAsync(Limited + "{trials: 3}\n");

        await ShouldBeCompleteAsync(id, trials: 3, epochs: 3);
    }

    [Fact]
    public async Task LimitOfWallTime_Reached_PausesTheSweep()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync(Limited + "{wall_time: 1m}\n");
        await gate.Reached;

        Time.Advance(TimeSpan.FromSeconds(59));
        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Running);
        Time.Advance(TimeSpan.FromSeconds(2));
        var last = await EndOfAsync(id);

        last.Sweep.Status.ShouldBe(SweepStatus.Paused);
        last.Sweep.Reason.ShouldContain("limits.wall_time");
        last.Sweep.RunSeconds.ShouldBe(61);
        gate.Open();
        await ChangeAsync(id, new SweepChange.Resume());
        await EndOfAsync(id);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Machine_ThatRefuses_PausesTheSweepAndTellsTheWatcher()
    {
        var refuses = true;
        Trainer.Script = lease =>
            lease.Trial == 1 && refuses ? throw new SweepException("the disk is full", SweepErrorKind.Environment) : null;
        var id = await SubmitAsync();

        var refusal = await Should.ThrowAsync<SweepException>(() => EndOfAsync(id));

        (refusal.Kind, refusal.Message).ShouldBe((SweepErrorKind.Environment, "the disk is full"));
        var sweep = await SweepAsync(id);
        (sweep.Status, sweep.Reason).ShouldBe((SweepStatus.Paused, "the disk is full"));
        refuses = false;
        await ChangeAsync(id, new SweepChange.Resume());
        await EndOfAsync(id);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id))[1].Failures.ShouldBe(0);
    }
}
