using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>Extending by epochs and by seeds.</summary>
public abstract class SweepExtensionSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    [Fact]
    public async Task ExtendEpochs_AFinishedSweep_TrainsEveryTrialFurther()
    {
        var id = await FinishAsync();
        // The same event of the same instant is recorded once.
        Time.Advance(TimeSpan.FromSeconds(1));

        var extended = await ChangeAsync(id, new SweepChange.ExtendEpochs(2));
        await EndOfAsync(id);

        (extended.Status, extended.EpochBonus, extended.Pass).ShouldBe((SweepStatus.Running, 2, 1));
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
        (await TrialsAsync(id)).ShouldAllBe(trial => trial.Attempt == 2 && trial.Pass == 1);
        (await EventsAsync(id)).ShouldBe(["submitted", "finished", "extended", "finished"]);
    }

    [Fact]
    public async Task ExtendEpochs_Twice_AddsUp()
    {
        var id = await FinishAsync();
        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await EndOfAsync(id);

        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task ExtendEpochs_APausedSweep_TrainsWhatWaitsAndWhatWasDone()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        gate.Open();

        await ChangeAsync(id, new SweepChange.ExtendEpochs(2));
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 5);
    }

    [Fact]
    public async Task ExtendEpochs_WithEndedTrials_LeavesThemAsTheyAre()
    {
        Trainer.Script = lease => lease.Trial switch
        {
            1 => new TrialOutcome.Diverged(2, 7),
            2 => new TrialOutcome.Failed("bad luck"),
            3 => new TrialOutcome.Succeeded(ScriptedTrainer.FinalOf(3, 3), StoppedEarly: true),
            _ => null,
        };
        var id = await FinishAsync();
        var before = await TrialsAsync(id);

        await ChangeAsync(id, new SweepChange.ExtendEpochs(2));
        await EndOfAsync(id);

        var after = await TrialsAsync(id);
        after[0].Epochs.ShouldBe(5);
        after[1..].ShouldBe(before[1..].Select(trial => trial with { Pass = 1 }));
        (await SweepAsync(id)).Status.ShouldBe(SweepStatus.Finished);
    }

    [Fact]
    public async Task ExtendEpochs_ThatDivergesOrFails_LeavesTheFinishedResults()
    {
        var id = await FinishAsync();
        var before = await TrialsAsync(id);
        Trainer.Script = lease => lease.Trial switch
        {
            1 => new TrialOutcome.Diverged(4, 7),
            2 => new TrialOutcome.Failed("bad luck"),
            _ => null,
        };

        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await EndOfAsync(id);

        var after = await TrialsAsync(id);
        after.ShouldAllBe(trial => trial.State == TrialState.Succeeded);
        after.Select(trial => trial.Epochs).ShouldBe([4, 3, 3, 4]);
        (after[1].Final, after[1].Objective, after[1].Reason).ShouldBe(
            (before[1].Final, before[1].Objective, "training it further diverged in epoch 4; the result of 3 epochs stands"));
        (after[2].Final, after[2].Objective, after[2].Failures).ShouldBe((before[2].Final, before[2].Objective, 1));
        (await EventsAsync(id)).Count(kind => kind == "trial-kept").ShouldBe(2);
    }

    [Fact]
    public async Task Cancel_WhileEpochsAreAdded_LeavesTheFinishedResults()
    {
        var id = await FinishAsync();
        var before = await TrialsAsync(id);
        var gate = Trainer.HoldBefore(1, epoch: 4);
        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await gate.Reached;

        await ChangeAsync(id, new SweepChange.Cancel());
        await EndOfAsync(id);

        var after = await TrialsAsync(id);
        after.ShouldAllBe(trial => trial.State == TrialState.Succeeded && trial.Continuation == null);
        (after[1].Final, after[1].Epochs, after[1].Objective).ShouldBe((before[1].Final, 3, before[1].Objective));
        after[1].Reason.ShouldContain("was cancelled");
    }

    [Fact]
    public async Task Lease_OfAFinishedTrial_NamesTheWeightsToKeep()
    {
        var id = await FinishAsync();
        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await EndOfAsync(id);

        Trainer.Leases.Where(lease => lease.Attempt == 1).ShouldAllBe(lease => lease.FinishedWeights == null);
        Trainer.Leases.Where(lease => lease.Attempt == 2)
            .ShouldAllBe(lease => lease.FinishedWeights == ScriptedTrainer.FinalOf(lease.Trial, 3).WeightsHash);
    }

    [Fact]
    public async Task ExtendSeeds_AFinishedSweep_AddsRepeatsAndKeepsTheRest()
    {
        var id = await FinishAsync();
        var before = await TrialsAsync(id);

        var extended = await ChangeAsync(id, new SweepChange.ExtendSeeds(1));
        await EndOfAsync(id);

        extended.Seeds.ShouldBe(3);
        await ShouldBeCompleteAsync(id, trials: 6, epochs: 3);
        var after = await TrialsAsync(id);
        after[..4].ShouldBe(before);
        after[4..].Select(trial => (trial.Configuration, trial.SeedIndex)).ShouldBe([(0, 2), (1, 2)]);
    }

    [Fact]
    public async Task ExtendSeeds_AfterEpochs_TrainsTheNewOnesAsFar()
    {
        var id = await FinishAsync();
        await ChangeAsync(id, new SweepChange.ExtendEpochs(1));
        await EndOfAsync(id);

        await ChangeAsync(id, new SweepChange.ExtendSeeds(1));
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 6, epochs: 4);
    }

    [Fact]
    public async Task Extend_ARunningSweep_IsRefused()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        (await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.ExtendEpochs(1))))
            .Message.ShouldContain("pause it first");
        (await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.ExtendSeeds(1))))
            .Message.ShouldContain("pause it first");

        gate.Open();
        await EndOfAsync(id);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(2_000_000)]
    public async Task Extend_ByAnImpossibleNumber_IsRefused(int number)
    {
        var id = await FinishAsync();

        await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.ExtendEpochs(number)));
        await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.ExtendSeeds(number)));

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }
}
