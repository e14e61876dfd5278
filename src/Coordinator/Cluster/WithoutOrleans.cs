using SweepCluster.Contracts;
using SweepCluster.Coordinator.Commands;

namespace SweepCluster.Coordinator.Cluster;

/// <summary>Compiled where the package feed lacks Orleans.</summary>
internal static class ClusterRuntime
{
    /// <exception cref="SweepException">Always: this build can't.</exception>
    public static Task<ILocalRuntime> ConnectAsync(SilosPlace silos, string? postgres, TlsFiles? tls, CancellationToken cancellation) => throw new SweepException(
        "This build has no cluster client, because the package Microsoft.Orleans.Client was not in the NuGet cache. "
        + "Run ./sweep setup with a package feed that has it (nuget.org does), then try again.");
}
