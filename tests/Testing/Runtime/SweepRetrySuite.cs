using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>Trials that failed are trained again, cancelled sweeps are taken up again, and limits are edited.</summary>
public abstract class SweepRetrySuite(SweepHosts hosts) : SweepSuite(hosts)
{
    [Fact]
    public async Task Retry_AfterTheCauseIsGone_CompletesTheGrid()
    {
        var id = await FinishWithFailuresAsync();

        var retried = await ChangeAsync(id, new SweepChange.Retry(null, Cancelled: false));
        await EndOfAsync(id);

        retried.Status.ShouldBe(SweepStatus.Running);
        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
        (await TrialsAsync(id)).Select(trial => trial.Attempt).ShouldBe([1, 3, 3, 1]);
    }

    [Fact]
    public async Task Retry_OfOneTrial_LeavesTheOthers()
    {
        var id = await FinishWithFailuresAsync();
        var before = await TrialsAsync(id);

        await ChangeAsync(id, new SweepChange.Retry(2, Cancelled: false));
        await EndOfAsync(id);

        var after = await TrialsAsync(id);
        after[2].State.ShouldBe(TrialState.Succeeded);
        (after[0], after[1], after[3]).ShouldBe((before[0], before[1], before[3]));
    }

    [Theory]
    [InlineData(0L, "Only failed and cancelled trials")]
    [InlineData(99L, "no trial 99")]
    [InlineData(null, "no failed trial")]
    public async Task Retry_WithNothingToRetry_IsRefused(long? trial, string reason)
    {
        var id = await FinishAsync();

        (await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.Retry(trial, Cancelled: false))))
            .Message.ShouldContain(reason);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Retry_OfACancelledSweep_CompletesTheGrid()
    {
        var gate = Trainer.HoldBefore(1, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await ChangeAsync(id, new SweepChange.Cancel());
        await EndOfAsync(id);
        gate.Open();
        (await Should.ThrowAsync<SweepException>(() => ChangeAsync(id, new SweepChange.Resume()))).Message.ShouldContain("retry");

        await ChangeAsync(id, new SweepChange.Retry(null, Cancelled: true));
        await EndOfAsync(id);

        await ShouldBeCompleteAsync(id, trials: 4, epochs: 3);
    }

    [Fact]
    public async Task Edit_OfLimits_IsRecordedAndObeyed()
    {
        var id = await FinishAsync(Grid + "limits: {trials: 2}\n");
        var text = (await SweepAsync(id)).SpecText;

        await ChangeAsync(id, new SweepChange.Edit(text.Replace("trials: 2", "trials: 3", StringComparison.Ordinal)));
        await ChangeAsync(id, new SweepChange.Resume());
        await EndOfAsync(id);

        (await SweepAsync(id)).SpecText.ShouldContain("trials: 3");
        (await TrialsAsync(id)).Length.ShouldBe(3);
        (await EventsAsync(id)).ShouldContain("edited");
    }

    [Fact]
    public async Task Edit_OfWhatResultsDependOn_IsRefused()
    {
        var id = await FinishAsync();
        var before = await SweepAsync(id);

        var refusal = await Should.ThrowAsync<SweepException>(
            () => ChangeAsync(id, new SweepChange.Edit(before.SpecText.Replace("epochs: 3", "epochs: 4", StringComparison.Ordinal))));

        refusal.Message.ShouldContain("base");
        (await SweepAsync(id)).ShouldBe(before);
    }

    private async Task<string> FinishWithFailuresAsync()
    {
        Trainer.Script = lease => lease.Trial is 1 or 2 ? new TrialOutcome.Failed("bad luck") : null;
        var id = await FinishAsync();
        Trainer.Script = _ => null;
        return id;
    }
}
