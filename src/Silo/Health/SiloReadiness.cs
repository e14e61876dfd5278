using Microsoft.Extensions.Hosting;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Silo.Health;

/// <summary>Whether the silo takes work: it has joined the cluster, isn't draining, and its store responds.</summary>
internal sealed class SiloReadiness(IHostApplicationLifetime lifetime, ISiloStatusOracle membership, IResultStore store)
{
    /// <summary>Why the silo is not ready; null if it is ready.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return "draining";
        if (membership.CurrentStatus != SiloStatus.Active)
            return $"the silo is {membership.CurrentStatus.ToString().ToLowerInvariant()}";
        try
        {
            await store.FindSweepAsync("", cancellation).WaitAsync(TimeSpan.FromSeconds(2), cancellation);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return "the results store does not answer";
        }
    }
}
