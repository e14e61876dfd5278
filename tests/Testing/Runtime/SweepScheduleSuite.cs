using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Scheduling;

namespace SweepCluster.Testing.Runtime;

/// <summary>Sweeps that a schedule decides about: whatever happens to their workers, they take the same decisions.</summary>
public abstract class SweepScheduleSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    /// <summary>Sixteen configurations of nine epochs, whose costs differ.</summary>
    private const string Halving =
        "split: {last: 100}\nbase: {epochs: 9}\nparallelism: 4\nstopping: {asha: {eta: 3, min_epochs: 1}}\n"
        + "space: {width: {linear: [8, 128], step: 8}}\n";

    [Fact]
    public async Task Stopping_OfASweep_StopsTheWorseTrialsAtTheirRungs()
    {
        var id = await FinishAsync(Halving);

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        var trials = await TrialsAsync(id);
        trials.Length.ShouldBe(16);
        trials.ShouldAllBe(trial => trial.State == TrialState.Stopped || trial.State == TrialState.Succeeded);
        foreach (var stopped in trials.Where(trial => trial.State == TrialState.Stopped))
        {
            stopped.Epochs.ShouldBeOneOf(1, 3);
            stopped.Final.ShouldBeNull();
            stopped.Reason.ShouldStartWith($"stopped at {stopped.Epochs} epoch");
            stopped.Reason.ShouldContain("by asha: ");
            stopped.FinishedAt.ShouldNotBeNull();
        }

        foreach (var finished in trials.Where(trial => trial.State == TrialState.Succeeded))
            finished.Final.ShouldBe(ScriptedTrainer.FinalOf(finished.Trial, 9));
        trials.Count(trial => trial.State == TrialState.Succeeded).ShouldBeInRange(1, 4);
        (await EpochsAsync(id)).Length.ShouldBe(trials.Sum(trial => trial.Epochs));
        var leaders = await Store.ReadLeadersAsync(id, Model.Spec.Goal.Maximize, 20, Cancellation);
        leaders.SelectMany(leader => leader.Trials).ShouldAllBe(trial => trial.State == TrialState.Succeeded);
        await ShouldReplayAsync(id);
    }

    [Fact]
    public async Task Decisions_WithAnyNumberOfWorkers_AreTheSame()
    {
        var first = await DecisionsAsync(await FinishAsync(Halving));
        foreach (var workers in new[] { 1, 7 })
        {
            await using var other = await Hosts.StartAsync(Trainer, workers);
            var id = (await other.Service.SubmitAsync(new(Specs.Quick(Halving).Text, DataFolder: null), Cancellation)).Id;
            await EndOfAsync(id, other.Service);

            (await DecisionsAsync(id)).ShouldBe(first);
        }
    }

    [Fact]
    public async Task Crash_InTheMiddle_IsResumedToTheSameDecisions()
    {
        var whole = await DecisionsAsync(await FinishAsync(Halving));
        var gate = Trainer.HoldBefore(6, epoch: 2);
        var id = await SubmitAsync(Halving);
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        (await DecisionsAsync(id)).ShouldBe(whole);
        await ShouldReplayAsync(id);
    }

    [Fact]
    public async Task Pause_InTheMiddle_IsResumedToTheSameDecisions()
    {
        var whole = await DecisionsAsync(await FinishAsync(Halving));
        var gate = Trainer.HoldBefore(6, epoch: 2);
        var id = await SubmitAsync(Halving);
        await gate.Reached;
        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        gate.Open();
        await EndOfAsync(id);

        await ChangeAsync(id, new SweepChange.Resume());
        await EndOfAsync(id);

        (await DecisionsAsync(id)).ShouldBe(whole);
        (await TrialsAsync(id)).ShouldAllBe(trial => trial.State == TrialState.Stopped || trial.State == TrialState.Succeeded);
    }

    [Fact]
    public async Task Extension_OfASweepWithStopping_IsRefusedWithTheReason()
    {
        var id = await FinishAsync(Halving);

        foreach (var change in new SweepChange[] { new SweepChange.ExtendEpochs(1), new SweepChange.ExtendSeeds(1) })
        {
            var refusal = await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, change));
            refusal.Message.ShouldContain("asha has decided");
        }
    }

    [Fact]
    public async Task Failure_OfATrial_EndsItForTheSchedule()
    {
        Trainer.Script = lease => lease.Trial == 6 ? new TrialOutcome.Failed("bad luck") : null;
        var id = await FinishAsync(Halving + "limits: {attempts: 1}\n");

        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
        (await TrialsAsync(id)).ShouldAllBe(
            trial => trial.State == TrialState.Stopped || trial.State == TrialState.Succeeded || trial.State == TrialState.Failed);
        await ShouldReplayAsync(id);
    }

    private async Task<IReadOnlyList<DecisionRecord>> DecisionsAsync(string id)
    {
        var decisions = await Store.ReadDecisionsAsync(id, Cancellation);
        decisions.Select(decision => decision.Number).ShouldBe(Enumerable.Range(1, decisions.Count).Select(number => (long)number));
        decisions.Count.ShouldBeGreaterThan(16);
        return decisions;
    }

    private async Task ShouldReplayAsync(string id)
    {
        var sweep = await SweepAsync(id);
        var spec = SpecCache.Read(sweep.SpecText).Spec!;
        var values = new Dictionary<long, IReadOnlyList<double?>>();
        await foreach (var epoch in Store.ReadEpochsAsync(id, null, Cancellation))
            values[epoch.Trial] = [.. values.GetValueOrDefault(epoch.Trial, []), epoch.Report.ValidationAccuracy];
        var records = new ScheduleRecords(await TrialsAsync(id), values, await Store.ReadDecisionsAsync(id, Cancellation));
        ScheduleRecovery.Replay(SweepSchedulers.Start(spec, sweep.Configurations)!, records).Decisions.ShouldBe(records.Decisions);
    }
}
