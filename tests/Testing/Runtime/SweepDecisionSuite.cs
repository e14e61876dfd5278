using Microsoft.Extensions.Logging;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>The log of decisions: both runtimes give the same reasons.</summary>
public abstract class SweepDecisionSuite(SweepHosts hosts) : SweepSuite(hosts)
{
    // The order of trials matters.
    protected override int Workers => 1;

    [Fact]
    public async Task Slot_ThatTakesATrial_IsLoggedWithItsPlaceInTheQueue()
    {
        var id = await FinishAsync();

        var taken = Hosts.Decisions.Of("SlotTaken");
        taken.Select(entry => entry["Trial"]).ShouldBe([0L, 1L, 2L, 3L]);
        foreach (var entry in taken)
        {
            entry.Level.ShouldBe(LogLevel.Debug);
            (entry["Sweep"], entry["Slot"], entry["Others"], entry["Reason"]).ShouldBe((id, 0, 0, "trials are trained one by one"));
        }

        taken[0].Message.ShouldStartWith(
            $"Slot 0 trains trial 0 of {id}, attempt 1, which was the first in the queue, with 0 others in a pack");
    }

    [Fact]
    public async Task Attempt_ThatFails_IsLoggedAndSoIsTheNextOne()
    {
        Trainer.Script = lease => lease is { Trial: 1, Attempt: 1 } ? new TrialOutcome.Failed("bad luck") : null;

        var id = await FinishAsync();

        var ended = Hosts.Decisions.Of("AttemptEnded").Where(entry => (long)entry["Trial"]! == 1).ToArray();
        ended.Select(entry => (entry["Attempt"], entry["Outcome"], entry["State"], entry["Reason"], entry["Failures"])).ShouldBe(
        [
            (1, "failed", "waiting", "bad luck", 1),
            (2, "succeeded", "succeeded", "it has reached its target", 1),
        ]);
        var leased = Hosts.Decisions.Of("TrialLeased").Where(entry => (long)entry["Trial"]! == 1);
        leased.Select(entry => (entry["Sweep"], entry["Attempt"], entry["Reason"])).ShouldBe(
            [(id, 1, "it is the next one that was never leased"), (id, 2, "it waited to be leased again")]);
    }

    [Fact]
    public async Task Trial_ThatStopsEarly_IsLoggedWithItsEpochs()
    {
        Trainer.Script = lease => new TrialOutcome.Succeeded(ScriptedTrainer.FinalOf(lease.Trial, 3), StoppedEarly: true);

        await FinishAsync();

        var ended = Hosts.Decisions.Of("AttemptEnded");
        ended.Length.ShouldBe(4);
        ended.ShouldAllBe(entry => (string)entry["Outcome"]! == "stopped early" && (int)entry["Epochs"]! == 3);
    }

    [Fact]
    public async Task Sweep_ThatALimitEnds_IsLoggedWithTheLimit()
    {
        Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("bad luck") : null;
        // Those that a runtime has begun beside it must not have ended before.
        Trainer.HoldBefore(2, epoch: 1);
        Trainer.HoldBefore(3, epoch: 1);

        var id = await FinishAsync(Grid + "limits: {failures: 1, attempts: 1}\n");

        var changed = Hosts.Decisions.Of("SweepChanged").Single(entry => (string)entry["Change"]! == "finished");
        (changed["Sweep"], changed["Status"], changed["Reason"]).ShouldBe((id, "finished", "1 trials failed, which is the limit"));
    }

    [Fact]
    public async Task Sweep_ThatIsPaused_IsLoggedWithTheReasonAndTheTrialsItStops()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;

        await ChangeAsync(id, new SweepChange.Pause("by a test"));
        gate.Open();
        await EndOfAsync(id);

        var changed = Hosts.Decisions.Of("SweepChanged").Single();
        (changed["Change"], changed["Status"], changed["Reason"]).ShouldBe(("paused", "paused", "by a test"));
        var interrupted = Hosts.Decisions.Of("TrialInterrupted");
        interrupted.Select(entry => (entry["Trial"], entry["Reason"])).ShouldContain((2L, "the sweep is paused"));
        var session = Hosts.Decisions.Entries.Where(entry => entry.Event.Name is "SessionStarted" or "SessionEnded").ToArray();
        session.Select(entry => (entry.Event.Name, entry["Sweep"])).ShouldBe([("SessionStarted", id), ("SessionEnded", id)]);
        (session[1]["Status"], session[1]["Reason"]).ShouldBe(("paused", "no trial runs and none is left to lease"));
    }
}
