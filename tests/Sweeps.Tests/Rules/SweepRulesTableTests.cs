using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>Every event in every status.</summary>
public sealed class SweepRulesTableTests
{
    private static readonly Dictionary<string, SweepEvent> Events = new()
    {
        ["lease"] = new SweepEvent.LeaseRequested(At),
        ["epoch"] = new SweepEvent.EpochReported(At, 0, 1, Report(2)),
        ["epoch of an older attempt"] = new SweepEvent.EpochReported(At, 0, 0, Report(2)),
        ["epoch of a waiting trial"] = new SweepEvent.EpochReported(At, 1, 1, Report(2)),
        ["epoch of an ended trial"] = new SweepEvent.EpochReported(At, 2, 1, Report(2)),
        ["success"] = new SweepEvent.TrialEnded(At, 0, 1, Succeeded),
        ["success of an older attempt"] = new SweepEvent.TrialEnded(At, 0, 0, Succeeded),
        ["success of a waiting trial"] = new SweepEvent.TrialEnded(At, 1, 1, Succeeded),
        ["success of an ended trial"] = new SweepEvent.TrialEnded(At, 2, 1, Succeeded),
        ["success of an unleased trial"] = new SweepEvent.TrialEnded(At, 3, 1, Succeeded),
        ["failure"] = new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Failed("bad luck")),
        ["loss"] = new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Lost("the process ended")),
        ["divergence"] = new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Diverged(2, 42)),
        ["interruption"] = new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Interrupted()),
        ["pause"] = new SweepEvent.PauseRequested(At, "by a test"),
        ["resume"] = new SweepEvent.ResumeRequested(At),
        ["cancel"] = new SweepEvent.CancelRequested(At),
        ["more epochs"] = new SweepEvent.EpochsExtended(At, 1),
        ["more seeds"] = new SweepEvent.SeedsExtended(At, 1),
        ["retry of a failed trial"] = new SweepEvent.RetryRequested(At, [Ended(2, TrialState.Failed)], Cancelled: false),
        ["retry of an open trial"] = new SweepEvent.RetryRequested(At, [Ended(1, TrialState.Failed)], Cancelled: false),
        ["retry of a succeeded trial"] = new SweepEvent.RetryRequested(At, [Ended(2, TrialState.Succeeded)], Cancelled: false),
        ["retry of a diverged trial"] = new SweepEvent.RetryRequested(At, [Ended(2, TrialState.Diverged)], Cancelled: false),
        ["retry of the cancelled sweep"] = new SweepEvent.RetryRequested(At, [Ended(0, TrialState.Cancelled)], Cancelled: true),
        ["edit"] = new SweepEvent.Edited(At, "name: x", new(Failures: 7)),
    };

    private const string GivenUp = "interrupt 0, 0:Cancelled, 1:Cancelled, sweep Cancelled, event cancelled";

    /// <summary>Status, event, effects, status afterwards.</summary>
    public static TheoryData<SweepStatus, string, string, SweepStatus> Accepting() => new()
    {
        { SweepStatus.Running, "lease", "1:Running, start 1", SweepStatus.Running },
        { SweepStatus.Running, "epoch", "0:Running, epoch 0:2", SweepStatus.Running },
        { SweepStatus.Running, "success", "0:Succeeded", SweepStatus.Running },
        { SweepStatus.Running, "failure", "0:Waiting, event attempt-failed", SweepStatus.Running },
        { SweepStatus.Running, "loss", "0:Waiting, event attempt-lost", SweepStatus.Running },
        { SweepStatus.Running, "divergence", "0:Diverged, event trial-diverged", SweepStatus.Running },
        { SweepStatus.Running, "interruption", "0:Waiting", SweepStatus.Running },
        { SweepStatus.Running, "pause", "interrupt 0, sweep Paused, event paused", SweepStatus.Paused },
        { SweepStatus.Running, "resume", "event resumed", SweepStatus.Running },
        { SweepStatus.Running, "cancel", GivenUp, SweepStatus.Cancelled },

        // Trial 0 is still on its way to a checkpoint.
        { SweepStatus.Paused, "epoch", "0:Running, epoch 0:2", SweepStatus.Paused },
        { SweepStatus.Paused, "success", "0:Succeeded", SweepStatus.Paused },
        { SweepStatus.Paused, "failure", "0:Waiting, event attempt-failed", SweepStatus.Paused },
        { SweepStatus.Paused, "loss", "0:Waiting, event attempt-lost", SweepStatus.Paused },
        { SweepStatus.Paused, "divergence", "0:Diverged, event trial-diverged", SweepStatus.Paused },
        { SweepStatus.Paused, "interruption", "0:Waiting", SweepStatus.Paused },
        { SweepStatus.Paused, "resume", "sweep Running, event resumed", SweepStatus.Running },
        { SweepStatus.Paused, "cancel", GivenUp, SweepStatus.Cancelled },

        { SweepStatus.Running, "retry of a failed trial", "2:Waiting, sweep Running, event retried", SweepStatus.Running },
        { SweepStatus.Paused, "retry of a failed trial", "2:Waiting, sweep Running, event retried", SweepStatus.Running },
        { SweepStatus.Finished, "retry of a failed trial", "2:Waiting, sweep Running, event retried", SweepStatus.Running },
        // Of a sweep that has ended no trial is open.
        { SweepStatus.Finished, "retry of an open trial", "1:Waiting, sweep Running, event retried", SweepStatus.Running },
        { SweepStatus.Cancelled, "retry of the cancelled sweep", "0:Waiting, sweep Running, event retried", SweepStatus.Running },
        { SweepStatus.Finished, "edit", "sweep Finished, event edited", SweepStatus.Finished },
        { SweepStatus.Cancelled, "edit", "sweep Cancelled, event edited", SweepStatus.Cancelled },

        { SweepStatus.Finished, "more epochs", "sweep Running, event extended", SweepStatus.Running },
        { SweepStatus.Finished, "more seeds", "sweep Running, event extended", SweepStatus.Running },
    };

    /// <summary>Status, event, words of the refusal: all that is not accepted.</summary>
    public static TheoryData<SweepStatus, string, string> Refusing()
    {
        var accepted = Accepting().Select(row => (row.Data.Item1, row.Data.Item2)).ToHashSet();
        var rows = new TheoryData<SweepStatus, string, string>();
        foreach (var status in Enum.GetValues<SweepStatus>())
        {
            foreach (var name in Events.Keys.Where(name => !accepted.Contains((status, name))))
                rows.Add(status, name, Rule(status, name));
        }

        return rows;
    }

    private static TrialRecord Ended(long trial, TrialState state) => new()
    {
        Trial = trial,
        Configuration = trial % 2,
        SeedIndex = (int)(trial / 2),
        State = state,
        Attempt = 2,
        Pass = 0,
        Failures = 2,
        StartedAt = At,
    };

    private static string Rule(SweepStatus status, string name) => (status, name) switch
    {
        (_, "lease") => "it has no trial to lease",
        (SweepStatus.Running or SweepStatus.Paused, "epoch of an older attempt" or "success of an older attempt") => "not its newest",
        (_, "pause") => "only a running sweep can be paused",
        (SweepStatus.Finished, "resume") => "./sweep extend x-1",
        (SweepStatus.Cancelled, "resume") => "./sweep retry x-1 --cancelled",
        (SweepStatus.Cancelled,
            "retry of a failed trial" or "retry of an open trial" or "retry of a succeeded trial" or "retry of a diverged trial")
            => "./sweep retry x-1 --cancelled",
        (_, "retry of the cancelled sweep") => "not cancelled",
        (_, "retry of a succeeded trial") => "Trial 2 of x-1 is succeeded",
        (_, "retry of a diverged trial") => "Trial 2 of x-1 is diverged",
        (_, "retry of an open trial") => "failed",
        (_, "edit") => "pause it first",
        (_, "cancel") => "already",
        (SweepStatus.Cancelled, "more epochs" or "more seeds") => "./sweep retry x-1 --cancelled",
        (_, "more epochs" or "more seeds") => "./sweep pause x-1",
        _ => "is not running",
    };

    [Theory]
    [MemberData(nameof(Accepting))]
    public void Event_ThatIsAllowed_HasItsEffects(SweepStatus status, string name, string effects, SweepStatus after)
    {
        var decision = SweepRules.Apply(Busy(status), Events[name]);

        decision.Refusal.ShouldBeNull();
        Text(decision.Effects).ShouldBe(effects);
        decision.State.Sweep.Status.ShouldBe(after);
        decision.Effects.OfType<SweepEffect.SaveSweep>().ShouldAllBe(saved => saved.Sweep == decision.State.Sweep);
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public void Event_ThatIsNotAllowed_IsRefusedAndChangesNothing(SweepStatus status, string name, string rule)
    {
        var state = Busy(status);

        var decision = SweepRules.Apply(state, Events[name]);

        decision.Refusal.ShouldNotBeNull();
        decision.Refusal.ShouldContain(rule);
        decision.State.ShouldBeSameAs(state);
        decision.Effects.ShouldBeEmpty();
    }

    [Fact]
    public void Event_OfNoKnownKind_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SweepRules.Apply(Busy(SweepStatus.Running), new Unknown(At)));

    private sealed record Unknown(DateTimeOffset At) : SweepEvent(At);
}
