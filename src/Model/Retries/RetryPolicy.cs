namespace SweepCluster.Model.Retries;

/// <summary>When failed work is tried again: after pauses that double, until a deadline.</summary>
/// <remarks>The caller decides which failures are retried, and what it reports after the last one. docs/adr/0020-retries.md says why no
/// package is used.</remarks>
/// <param name="FirstPause">The pause after the first failure.</param>
/// <param name="MaxPause">The maximum pause. If it equals <paramref name="FirstPause"/>, all pauses have the same length.</param>
/// <param name="Deadline">Counted from the start. Work that fails before it is tried again; no attempt is interrupted by it.</param>
public sealed record RetryPolicy(TimeSpan FirstPause, TimeSpan MaxPause, TimeSpan Deadline)
{
    /// <summary>Starts the first attempt at some work.</summary>
    public RetryAttempts Start(TimeProvider time) => new(this, time);
}

/// <summary>The attempts at one piece of work, which one caller makes one after the other.</summary>
public sealed class RetryAttempts
{
    private readonly RetryPolicy _policy;
    private readonly TimeProvider _time;
    private readonly long _started;
    private TimeSpan _pause;

    internal RetryAttempts(RetryPolicy policy, TimeProvider time) =>
        (_policy, _time, _started, _pause) = (policy, time, time.GetTimestamp(), policy.FirstPause);

    /// <summary>Whether work that has just failed is tried again.</summary>
    public bool MayRetry => _time.GetElapsedTime(_started) < _policy.Deadline;

    /// <summary>Whether a pause that begins now, such as one that a server demands, ends by the deadline.</summary>
    public bool MayRetryAfter(TimeSpan pause) => _time.GetElapsedTime(_started) + pause <= _policy.Deadline;

    /// <summary>Waits for the pause before the next attempt.</summary>
    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(TakePause(), _time, cancellation);

    /// <summary>Does the same for callers that can't await.</summary>
    public void Wait() => Block(TakePause(), _time);

    /// <summary>Blocks the thread for a time.</summary>
    public static void Block(TimeSpan pause, TimeProvider time)
    {
        using var elapsed = new ManualResetEventSlim();
        using var timer = time.CreateTimer(_ => elapsed.Set(), null, pause, Timeout.InfiniteTimeSpan);
        elapsed.Wait();
    }

    private TimeSpan TakePause()
    {
        var pause = _pause;
        _pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _policy.MaxPause.Ticks));
        return pause;
    }
}
