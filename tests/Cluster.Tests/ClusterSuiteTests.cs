using SweepCluster.Testing.Runtime;

namespace SweepCluster.Cluster.Tests;

public sealed class ClusterLifecycleTests() : SweepLifecycleSuite(new ClusterHosts());

public sealed class ClusterScheduleTests() : SweepScheduleSuite(new ClusterHosts());

public sealed class ClusterFailureTests() : SweepFailureSuite(new ClusterHosts());

public sealed class ClusterRetryTests() : SweepRetrySuite(new ClusterHosts());

public sealed class ClusterExtensionTests() : SweepExtensionSuite(new ClusterHosts());

public sealed class ClusterRepetitionTests() : SweepRepetitionSuite(new ClusterHosts());

public sealed class ClusterDecisionSuiteTests() : SweepDecisionSuite(new ClusterHosts());
