namespace SweepCluster.Api.Server;

/// <summary>Whether the server takes new work, and whether it has watchers.</summary>
internal sealed class ServerState
{
    private readonly TaskCompletionSource _unwatched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watchers;
    private volatile bool _draining;
    private volatile bool _hasStarted;

    /// <summary>Whether the server listens, or has listened.</summary>
    public bool HasStarted => _hasStarted;

    public bool IsDraining => _draining;

    public void Start() => _hasStarted = true;

    /// <summary>Stops taking new work.</summary>
    public void Drain() => _draining = true;

    public void BeginWatch() => Interlocked.Increment(ref _watchers);

    public void EndWatch()
    {
        if (Interlocked.Decrement(ref _watchers) == 0 && _draining)
            _unwatched.TrySetResult();
    }

    /// <summary>Waits, once draining, until there are no watchers, but not for longer than <paramref name="timeout"/>.</summary>
    public async Task UnwatchedAsync(TimeSpan timeout, TimeProvider time)
    {
        if (Volatile.Read(ref _watchers) == 0)
            return;
        try
        {
            await _unwatched.Task.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            // The remaining ones watch sweeps of other processes, or don't read: they are cut.
        }
    }
}
