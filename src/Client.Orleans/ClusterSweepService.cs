using System.Runtime.CompilerServices;
using Orleans.Runtime.Messaging;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Retries;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Orleans;

/// <summary>Runs sweeps on a cluster, as one of its Orleans clients. It has no state: disposing it leaves the sweeps running.</summary>
public sealed class ClusterSweepService(IGrainFactory grains, TimeProvider time) : ISweepService
{
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Retries of a call that may be repeated.</summary>
    private static readonly RetryPolicy RepeatPolicy = new(SnapshotInterval, SnapshotInterval, TimeSpan.FromSeconds(30));

    /// <summary>Maximum number of attempts; with the interval between them, ten seconds.</summary>
    private const int MaxAttempts = 40;

    public Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation) =>
        ReachAsync(() => grains.GetGrain<ISweepCatalogGrain>(0).SubmitAsync(submission), cancellation);

    public Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation)
    {
        var sweep = grains.GetGrain<ISweepGrain>(sweepId);
        return StatusAfter(change) is { } wanted
            ? ReachAsync(new RepeatedChange(sweep, change, wanted, cancellation).TryAsync, cancellation, mayRepeat: true)
            : ReachAsync(() => sweep.ChangeAsync(change), cancellation);
    }

    public async IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sweep = grains.GetGrain<ISweepGrain>(sweepId);
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

    /// <summary>The status after a change that may be made twice; null for a change that has a further effect the second time.</summary>
    private static SweepStatus? StatusAfter(SweepChange change) => change switch
    {
        SweepChange.Pause => SweepStatus.Paused,
        SweepChange.Resume => SweepStatus.Running,
        SweepChange.Cancel => SweepStatus.Cancelled,
        _ => null,
    };

    /// <summary>Repeats a call while no silo can be reached, so that the call has not been made.</summary>
    /// <param name="mayRepeat">Whether to repeat the call also if the called silo was lost, and may have carried it out.</param>
    private async Task<T> ReachAsync<T>(Func<Task<T>> call, CancellationToken cancellation, bool mayRepeat = false)
    {
        var attempts = RepeatPolicy.Start(time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().WaitAsync(cancellation);
            }
            catch (ConnectionFailedException) when (attempt < MaxAttempts)
            {
                await attempts.WaitAsync(cancellation);
            }
            // A silo that is killed within the call may never answer.
            catch (Exception failure) when (mayRepeat && attempts.MayRetry && GrainCallFailure.IsTransient(failure, cancellation))
            {
                await attempts.WaitAsync(cancellation);
            }
            catch (Exception failure) when (GrainCallFailure.IsTransient(failure, cancellation))
            {
                throw new SweepException(
                    $"The cluster did not answer ({failure.Message.TrimEnd('.')}). "
                    + "The change may or may not have been made; ./sweep show prints the sweep's state.",
                    SweepErrorKind.Environment, failure);
            }
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

    /// <summary>A change that may have been made by an earlier call.</summary>
    private sealed class RepeatedChange(ISweepGrain sweep, SweepChange change, SweepStatus wanted, CancellationToken cancellation)
    {
        private bool _inDoubt;

        public async Task<SweepRecord> TryAsync()
        {
            try
            {
                return await sweep.ChangeAsync(change);
            }
            catch (Exception failure) when (GrainCallFailure.IsTransient(failure, cancellation))
            {
                _inDoubt = true;
                throw;
            }
            catch (SweepException) when (_inDoubt)
            {
                if ((await sweep.SnapshotAsync()).Snapshot.Sweep is { } now && now.Status == wanted)
                    return now;
                throw;
            }
        }
    }
}
