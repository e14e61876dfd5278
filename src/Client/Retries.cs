namespace SweepCluster.Client;

/// <summary>How long a question is asked again: ever more slowly, for a minute in all. A server that is restarted is back by then.</summary>
public sealed class Retries(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InAll = TimeSpan.FromMinutes(1);

    private readonly long _begun = time.GetTimestamp();
    private TimeSpan _next = First;

    /// <summary>Waits before the next attempt; false: it was the last.</summary>
    public Task<bool> WaitAsync(CancellationToken cancellation)
    {
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, MaxPause.Ticks));
        return WaitAsync(wait, cancellation);
    }

    /// <summary>The same, as long as the server asks for.</summary>
    public async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(_begun) + wait > InAll)
            return false;
        await Task.Delay(wait, time, cancellation);
        return true;
    }
}
