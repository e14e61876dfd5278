using System.Diagnostics;
using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Faults;

namespace SweepCluster.Bench.Cluster;

/// <summary>Measures how long a sweep stands still after a fault, by what the store holds. A store that is unavailable is asked again, so
/// that its outage counts.</summary>
internal sealed class RecoveryWatch(IResultReader store)
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(20);

    /// <summary>Maximum time of a recovery, and of an outage of the store.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>Causes a fault, and measures from its beginning until another trial succeeds and until every trial ended that ran or
    /// waited.</summary>
    /// <exception cref="SweepException">The sweep does not recover in time.</exception>
    public async Task<Standstill> MeasureAsync(string sweepId, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        var running = await FindOpenAsync(sweepId);
        var succeeded = await CountSucceededAsync(sweepId);
        double? first = null;
        while (true)
        {
            // The status is read before the trials: once the sweep has ended, no trial ends after the reads that follow.
            var hasEnded = (await FindAsync(sweepId)).Status != SweepStatus.Running;
            var open = await FindOpenAsync(sweepId);
            var hasSucceeded = await CountSucceededAsync(sweepId) > succeeded;
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (hasSucceeded)
                first ??= elapsed.TotalSeconds;
            if ((first is not null || hasEnded) && !running.Overlaps(open))
                return new(running.Count, first, elapsed.TotalSeconds);
            if (elapsed > Timeout)
                throw Stuck(sweepId, elapsed, running.Intersect(open).Count(), first);
            await Task.Delay(BetweenReads);
        }
    }

    /// <summary>Measures from a timestamp until a trial of a sweep has succeeded that was submitted meanwhile.</summary>
    /// <exception cref="SweepException">No trial succeeds in time.</exception>
    public async Task<Standstill> MeasureStartAsync(string sweepId, long began)
    {
        while (await CountSucceededAsync(sweepId) == 0)
        {
            if (Stopwatch.GetElapsedTime(began) > Timeout)
                throw Stuck(sweepId, Timeout, 0, first: null);
            await Task.Delay(BetweenReads);
        }

        return new(0, Stopwatch.GetElapsedTime(began).TotalSeconds, AllEnded: null);
    }

    /// <summary>Waits until a sweep no longer runs, and returns its record.</summary>
    /// <exception cref="SweepException">No trial ended for a long time.</exception>
    public async Task<SweepRecord> WaitForEndAsync(string sweepId)
    {
        var (ended, since) = (-1L, Stopwatch.GetTimestamp());
        while (true)
        {
            var sweep = await FindAsync(sweepId);
            if (sweep.Status != SweepStatus.Running)
                return sweep;
            var count = await CountSucceededAsync(sweepId);
            if (count != ended)
                (ended, since) = (count, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) is var waited && waited > Timeout)
                throw Stuck(sweepId, waited, (await FindOpenAsync(sweepId)).Count, first: null);
            await Task.Delay(BetweenReads);
        }
    }

    /// <summary>Reads the record of a sweep that exists.</summary>
    public async Task<SweepRecord> FindAsync(string sweepId) =>
        (await ReadAsync(() => store.FindSweepAsync(sweepId, CancellationToken.None)))
        ?? throw new SweepException($"The store has lost the sweep {sweepId}.", SweepErrorKind.Environment);

    /// <summary>Number of succeeded trials.</summary>
    public async Task<long> CountSucceededAsync(string sweepId) =>
        (await ReadAsync(() => store.CountTrialsAsync(sweepId, CancellationToken.None))).GetValueOrDefault(TrialState.Succeeded);

    /// <summary>Reads from a store until it answers.</summary>
    /// <exception cref="SweepException">The store is unavailable for too long.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await read();
            }
            catch (SweepException refusal) when (
                refusal.Kind == SweepErrorKind.Environment && Stopwatch.GetElapsedTime(began) < Timeout)
            {
                await Task.Delay(BetweenReads);
            }
        }
    }

    // The state between two attempts counts as running: a trial that waits has not ended. Pass 0 stands for all passes here.
    private async Task<HashSet<long>> FindOpenAsync(string sweepId) =>
        [.. (await ReadAsync(() => store.LoadProgressAsync(sweepId, pass: 0, CancellationToken.None))).Open.Select(trial => trial.Trial)];

    private static SweepException Stuck(string sweepId, TimeSpan waited, int open, double? first) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sweepId} is stuck: {waited.TotalSeconds:0} s after the fault {open} trials have not ended, and ")
        + (first is null ? "no further trial has succeeded." : "others have succeeded."),
        SweepErrorKind.Environment);
}
