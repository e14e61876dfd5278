using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Running;

/// <summary>What a ledger counts for metrics, and which changes it holds.</summary>
public sealed class SweepLedgerTests
{
    private readonly SweepLedger _ledger = new(Fresh(), new(new Dictionary<TrialState, long>()));

    [Fact]
    public void Tally_OfEveryKindOfEnd_CountsEachOnce()
    {
        for (var trial = 0; trial < 4; trial++)
            _ledger.Apply(new SweepEvent.LeaseRequested(At)).ShouldBeNull();
        _ledger.Apply(new SweepEvent.EpochReported(At, 0, 1, Report(1)));
        _ledger.Apply(new SweepEvent.TrialEnded(At, 0, 1, Succeeded));
        _ledger.Apply(new SweepEvent.TrialEnded(At, 1, 1, new TrialOutcome.Diverged(1, 42)));
        // The first of two attempts, and then the last.
        _ledger.Apply(new SweepEvent.TrialEnded(At, 2, 1, new TrialOutcome.Failed("bad luck")));
        _ledger.Apply(new SweepEvent.LeaseRequested(At));
        _ledger.Apply(new SweepEvent.TrialEnded(At, 2, 2, new TrialOutcome.Failed("bad luck")));
        _ledger.Apply(new SweepEvent.TrialEnded(At, 3, 1, new TrialOutcome.Interrupted()));

        _ledger.Tally.ShouldBe(
            new TrialTally(Started: 5, Succeeded: 1, Diverged: 1, Failed: 1, Retried: 1, Epochs: 1, Samples: 100, LeasesExpired: 0));
        _ledger.Tally.Ended.ShouldBe(3);
    }

    [Fact]
    public void Tally_OfAReportOfAnOlderAttempt_StaysAsItWas()
    {
        _ledger.Apply(new SweepEvent.LeaseRequested(At));
        var before = _ledger.Tally;

        _ledger.Apply(new SweepEvent.EpochReported(At, 0, 7, Report(1)));
        _ledger.Apply(new SweepEvent.TrialEnded(At, 0, 7, Succeeded));

        _ledger.Tally.ShouldBe(before);
    }

    [Fact]
    public void Apply_AChangeWithAKey_IsSavedWithItOnce()
    {
        var cancel = WithKey(new SweepChange.Cancel());

        SweepChanges.Apply(_ledger, cancel, [], At).ShouldBeNull();
        SweepChanges.Apply(_ledger, cancel, [], At).ShouldBeNull("it was made before");

        var batch = _ledger.TakeBatch().Batch;
        batch.Keys.ShouldHaveSingleItem().ShouldBe(new(cancel.Key!, "x-1", At));
        batch.Events.Count.ShouldBe(1);
        _ledger.HasChanges.ShouldBeFalse();
        SweepChanges.Apply(_ledger, cancel, [], At + RequestKey.Lifetime - TimeSpan.FromTicks(1)).ShouldBeNull();
        SweepChanges.Apply(_ledger, cancel, [], At + RequestKey.Lifetime).ShouldNotBeNull("the key has expired");
    }

    [Fact]
    public void Apply_AChangeThatIsRefused_LeavesItsKeyUnused()
    {
        SweepChanges.Apply(_ledger, WithKey(new SweepChange.ExtendEpochs(0)), [], At).ShouldNotBeNull();

        _ledger.HasChanges.ShouldBeFalse();
        SweepChanges.Apply(_ledger, WithKey(new SweepChange.ExtendEpochs(1)), [], At).ShouldBeNull();
        Should.Throw<KeyReusedException>(() => SweepChanges.Apply(_ledger, WithKey(new SweepChange.ExtendEpochs(2)), [], At));
    }

    private static SweepChange WithKey(SweepChange change) => change with { Key = RequestKey.FromChange("a key", change) };
}
