using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class EmbeddedLifecycleTests() : SweepLifecycleSuite(new EmbeddedHosts());

public sealed class EmbeddedFailureTests() : SweepFailureSuite(new EmbeddedHosts());

public sealed class EmbeddedExtensionTests() : SweepExtensionSuite(new EmbeddedHosts());

public sealed class EmbeddedRetryTests() : SweepRetrySuite(new EmbeddedHosts());

public sealed class EmbeddedRecoveryTests() : SweepRecoverySuite(new EmbeddedHosts());

public sealed class PackingEmbeddedLifecycleTests() : SweepLifecycleSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedFailureTests() : SweepFailureSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedExtensionTests() : SweepExtensionSuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedRetryTests() : SweepRetrySuite(new EmbeddedHosts(packs: true));

public sealed class PackingEmbeddedRecoveryTests() : SweepRecoverySuite(new EmbeddedHosts(packs: true));
