using Microsoft.Extensions.Hosting;
using SweepCluster.Contracts.Ports;
using SweepCluster.Silo.Training;

namespace SweepCluster.Silo.Health;

/// <summary>Whether the silo takes work: it has joined, isn't draining, can write checkpoints if it trains, and its store
/// answers.</summary>
internal sealed class SiloReadiness(
    IHostApplicationLifetime lifetime, ISiloStatusOracle membership, CheckpointGate checkpoints, IResultStore store)
{
    /// <summary>Why the silo is not ready; null if it is ready.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return "draining";
        if (membership.CurrentStatus != SiloStatus.Active)
            return $"the silo is {membership.CurrentStatus.ToString().ToLowerInvariant()}";
        if (checkpoints.Problem is { } unusable)
            return unusable;
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
