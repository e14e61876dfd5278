namespace SweepCluster.Api.Metrics;

/// <summary>Knows how often the metrics are read, and waits for the reading after the last change.</summary>
/// <param name="time">Measures the intervals.</param>
public sealed class ScrapeRhythm(TimeProvider time)
{
    /// <summary>Maximum time to wait for a reading.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private long? _last;
    private TimeSpan? _interval;
    private TaskCompletionSource? _awaited;

    /// <summary>Time until the next reading at most; null where the metrics are not read regularly.</summary>
    public TimeSpan? Expected
    {
        get
        {
            lock (_gate)
            {
                // A reading may be late by half an interval.
                return _last is { } last && _interval is { } interval && (interval * 1.5) - time.GetElapsedTime(last) is var left
                    && left > TimeSpan.Zero
                        ? TimeSpan.FromTicks(Math.Min(left.Ticks, MaxWait.Ticks))
                        : null;
            }
        }
    }

    /// <summary>A reading begins.</summary>
    /// <returns>To be invoked when it has ended, if all of it was written.</returns>
    public Action Begin()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _interval = _last is { } last ? time.GetElapsedTime(last, now) : null;
            _last = now;
            return _awaited is { } awaited ? () => awaited.TrySetResult() : () => { };
        }
    }

    /// <summary>Waits until a reading that begins after this call has ended.</summary>
    /// <param name="limit">Maximum time to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether there was such a reading.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken stop)
    {
        TaskCompletionSource awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited = awaited;
        }

        try
        {
            await awaited.Task.WaitAsync(limit, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
