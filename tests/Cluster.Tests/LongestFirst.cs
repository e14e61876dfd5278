using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SweepCluster.Cluster.Tests.LongestFirst))]

namespace SweepCluster.Cluster.Tests;

/// <summary>Starts the longest classes first, so that in the end no core waits for one that began last.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By the durations of a whole run; those that aren't named come last.
    private static readonly string[] Longest =
    [
        nameof(Processes.KilledSilosTests), nameof(Up.ClusterUpTests), nameof(ClusterRecoveryTests), nameof(Processes.RestartedDatabaseTests),
        nameof(Processes.FrozenCoordinatorTests), nameof(Processes.TlsTests), nameof(Processes.FrozenSiloTests), nameof(Processes.StoppedSilosTests), nameof(LostCallTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains($".{name} ", StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
