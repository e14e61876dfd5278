namespace SweepCluster.Api.Server;

/// <summary>Whether the server takes new work, and who still watches.</summary>
internal sealed class ServerState
{
    private readonly TaskCompletionSource _unwatched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watchers;
    private volatile bool _draining;
    private volatile bool _hasStarted;

    /// <summary>Whether it listens, or has.</summary>
    public bool HasStarted => _hasStarted;

    public bool IsDraining => _draining;

    public void Start() => _hasStarted = true;

    /// <summary>From now on it takes none.</summary>
    public void Drain() => _draining = true;

    public void BeginWatch() => Interlocked.Increment(ref _watchers);

    public void EndWatch()
    {
        if (Interlocked.Decrement(ref _watchers) == 0 && _draining)
            _unwatched.TrySetResult();
    }

    /// <summary>Waits, once draining, until nobody watches any more, but not for longer than <paramref name="patience"/>.</summary>
    public async Task UnwatchedAsync(TimeSpan patience, TimeProvider time)
    {
        if (Volatile.Read(ref _watchers) == 0)
            return;
        try
        {
            await _unwatched.Task.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // They watch what another process runs, or don't read: they are cut.
        }
    }
}
