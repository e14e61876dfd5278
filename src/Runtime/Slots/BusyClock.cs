namespace SweepCluster.Runtime.Slots;

/// <summary>Measures how long something has been busy in total. One thread begins and ends; any thread may read.</summary>
public sealed class BusyClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TimeSpan _before;
    private long? _began;

    /// <summary>Total busy time in seconds, including the current period.</summary>
    public double Seconds
    {
        get
        {
            lock (_gate)
            {
                return (_before + (_began is { } began ? time.GetElapsedTime(began) : TimeSpan.Zero)).TotalSeconds;
            }
        }
    }

    public void Begin()
    {
        lock (_gate)
        {
            _began = time.GetTimestamp();
        }
    }

    public void End()
    {
        lock (_gate)
        {
            if (_began is { } began)
                _before += time.GetElapsedTime(began);
            _began = null;
        }
    }
}
