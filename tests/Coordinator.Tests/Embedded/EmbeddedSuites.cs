using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class EmbeddedLifecycleTests() : SweepLifecycleSuite(new EmbeddedHosts(new MemoryResultStore()));

public sealed class EmbeddedFailureTests() : SweepFailureSuite(new EmbeddedHosts(new MemoryResultStore()));

public sealed class EmbeddedExtensionTests() : SweepExtensionSuite(new EmbeddedHosts(new MemoryResultStore()));

public sealed class EmbeddedRecoveryTests() : SweepRecoverySuite(new EmbeddedHosts(new MemoryResultStore()));
