using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using SweepCluster.Testing;
using SweepCluster.Testing.Logging;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class DecisionLogTests
{
    private const int Calls = 1000;

    [Fact]
    public void Log_WhileItIsOff_AllocatesNothing()
    {
        var log = DecisionLog.None;
        WriteTo(log);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var call = 0; call < Calls; call++)
            WriteTo(log);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Report_OfAnOlderAttempt_IsLoggedAsRefused()
    {
        var log = new LogCollector();
        var ledger = CreateLedger(new(log));
        var lease = ledger.Lease(default, previous: null)!;

        ledger.Apply(new SweepEvent.EpochReported(default, lease.Trial, Attempt: 2, new(3, 0, 0, null, null, 0, 0, 0)));

        var refused = log.Of("ReportRefused").ShouldHaveSingleItem();
        (refused["Trial"], refused["Attempt"], refused["Report"], refused["Reason"])
            .ShouldBe((0L, 2, "epoch 3", "attempt 2 of trial 0 is not its newest, which is 1."));
    }

    [Fact]
    public void Request_ThatTheRulesRefuse_IsLoggedWithTheReason()
    {
        var log = new LogCollector();
        var ledger = CreateLedger(new(log));

        ledger.Apply(new SweepEvent.SeedsExtended(default, 0));

        var refused = log.Of("RequestRefused").ShouldHaveSingleItem();
        (refused["Sweep"], refused["Request"]).ShouldBe(("quick-1", "SeedsExtended"));
        ((string)refused["Reason"]!).ShouldStartWith("quick-1 can't be extended by 0 seeds");
    }

    private static void WriteTo(DecisionLog log)
    {
        log.TrialsLeased("mnist-1", 4, 2, 2, 0.5, 0.025, 512, 0);
        log.SlotTaken(0, "mnist-1", 3, 1, 0, "a reason", 7);
        log.LeasesGranted("mnist-1", "slot", 4, 4, 4, 0);
        log.LeaseNotHeld("mnist-1", 3, 1, "slot");
    }

    private static SweepLedger CreateLedger(DecisionLog log)
    {
        var spec = Specs.Quick();
        var sweep = new SweepRecord("quick-1", spec.Name, spec.Text, null, 2, spec.Seeds, 0, 0, SweepStatus.Running, "", default, 0);
        return new(SweepState.Recover(sweep, spec, new(0, [], 0)), new(new Dictionary<TrialState, long>()), log.Decided);
    }
}
