using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Retries;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Orleans;

/// <summary>Runs sweeps on a cluster, as one of its Orleans clients. It holds nothing: disposing it leaves the sweeps running.</summary>
/// <param name="grains">Throws a <see cref="SweepException"/> while no silo can be called.</param>
public sealed class ClusterSweepService(Func<IGrainFactory> grains, TimeProvider time) : ISweepService
{
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>For a call whose answer was lost. A silo that was killed is declared dead well before the deadline.</summary>
    private static readonly RetryPolicy RepeatPolicy = new(SnapshotInterval, SnapshotInterval, TimeSpan.FromSeconds(30));

    /// <param name="grains">Of a client that is connected.</param>
    public ClusterSweepService(IGrainFactory grains, TimeProvider time)
        : this(() => grains, time)
    {
    }

    public Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation)
    {
        var keyed = submission with
        {
            Key = submission.Key
                ?? RequestKey.FromSubmission(RequestKey.CreateValue(), submission.SpecText, submission.DataFolder),
        };
        return ReachAsync(() => grains().GetGrain<ISweepCatalogGrain>(0).SubmitAsync(keyed), cancellation);
    }

    public Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation)
    {
        var keyed = change with { Key = change.Key ?? RequestKey.FromChange(RequestKey.CreateValue(), change) };
        return ReachAsync(() => grains().GetGrain<ISweepGrain>(sweepId).ChangeAsync(keyed), cancellation);
    }

    public async IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sweep = grains().GetGrain<ISweepGrain>(sweepId);
        while (true)
        {
            if (await FindAsync(sweep, cancellation) is { } standing)
            {
                yield return standing.Snapshot;
                if (standing is { IsHeld: false, Failure: { } failure })
                    throw new SweepException(failure, SweepErrorKind.Environment);
                if (!standing.IsHeld)
                    yield break;
            }

            await Task.Delay(SnapshotInterval, time, cancellation);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Calls until there is an answer. A call whose answer was lost may have been carried out; its idempotency key keeps the next
    /// one from doing it again.</summary>
    private async Task<SweepRecord> ReachAsync(Func<Task<SweepRecord>> call, CancellationToken cancellation)
    {
        var attempts = RepeatPolicy.Start(time);
        while (true)
        {
            try
            {
                return await call().WaitAsync(cancellation);
            }
            catch (Exception failure) when (GrainCallFailure.IsTransient(failure, cancellation))
            {
                if (!attempts.MayRetry)
                {
                    throw new SweepException(
                        $"The cluster did not answer ({failure.Message.TrimEnd('.')}). "
                        + "It may or may not have done what was asked: look with ./sweep show.",
                        SweepErrorKind.Environment, failure);
                }
            }

            await attempts.WaitAsync(cancellation);
        }
    }

    // Null if the sweep's silo is gone, and another has not resumed the sweep yet.
    private static async Task<SweepStanding?> FindAsync(ISweepGrain sweep, CancellationToken cancellation)
    {
        try
        {
            return await sweep.SnapshotAsync().WaitAsync(cancellation);
        }
        catch (Exception failure) when (GrainCallFailure.IsTransient(failure, cancellation))
        {
            return null;
        }
    }
}
