using SweepCluster.Contracts.Ports;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class EmbeddedLifecycleTests() : SweepLifecycleSuite(new EmbeddedHosts());

public sealed class EmbeddedFailureTests() : SweepFailureSuite(new EmbeddedHosts());

public sealed class EmbeddedExtensionTests() : SweepExtensionSuite(new EmbeddedHosts());

public sealed class EmbeddedRetryTests() : SweepRetrySuite(new EmbeddedHosts());

public sealed class EmbeddedRepetitionTests() : SweepRepetitionSuite(new EmbeddedHosts());

public sealed class EmbeddedRecoveryTests() : SweepRecoverySuite(new EmbeddedHosts());

public sealed class EmbeddedScheduleTests() : SweepScheduleSuite(new EmbeddedHosts());

public sealed class PackingEmbeddedScheduleTests() : SweepScheduleSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedLifecycleTests() : SweepLifecycleSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedFailureTests() : SweepFailureSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedExtensionTests() : SweepExtensionSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedRetryTests() : SweepRetrySuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedRecoveryTests() : SweepRecoverySuite(new EmbeddedHosts(packs: true));

public sealed class EmbeddedDecisionTests() : SweepDecisionSuite(new EmbeddedHosts())
{
    [Fact]
    public async Task Lease_OfAProcessThatEnded_IsLoggedWithTheReason()
    {
        var gate = Trainer.HoldBefore(2, epoch: 2);
        var id = await SubmitAsync();
        await gate.Reached;
        await Host.CrashAsync();
        gate.Open();

        var next = await StartAsync();
        await ChangeAsync(id, new SweepChange.Resume(), next.Service);
        await EndOfAsync(id, next.Service);

        const string reason = "the process ended without notice (it was killed, it crashed, or memory ran out)";
        var expired = Hosts.Decisions.Of("LeaseTakenBack").Single();
        (expired["Sweep"], expired["Trial"], expired["Attempt"], expired["Reason"]).ShouldBe((id, 2L, 1, reason));
        var lost = Hosts.Decisions.Of("AttemptEnded").Single(entry => (string)entry["Outcome"]! == "lost");
        (lost["Trial"], lost["State"], lost["Reason"], lost["IsSuspect"]).ShouldBe((2L, "waiting", reason, false));
    }

    [Fact]
    public async Task Leases_OfASweep_AreLoggedWithTheirNumber()
    {
        var id = await FinishAsync();

        var leased = Hosts.Decisions.Of("TrialsLeased");
        leased.Sum(entry => (int)entry["Leases"]!).ShouldBe(4);
        var first = leased[0];
        (first["Sweep"], first["OnSlots"], first["Ahead"], first["HorizonSeconds"], first["MaxAhead"], first["Held"])
            .ShouldBe((id, 1, 0, 0.025, 256, 0));
    }
}
