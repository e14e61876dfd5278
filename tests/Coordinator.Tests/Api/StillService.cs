using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Runs a sweep about which there is nothing new, so that its watch goes on.</summary>
internal sealed class StillService(SweepSnapshot snapshot) : ISweepService
{
    public Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public async IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return snapshot;
#pragma warning disable RS0030 // Never has another snapshot.
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
#pragma warning restore RS0030
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
