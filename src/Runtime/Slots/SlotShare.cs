namespace SweepCluster.Runtime.Slots;

/// <summary>Divides a slot's time among the trials that are on it at once, in equal shares.</summary>
/// <param name="trials">Trials that begin now.</param>
public sealed class SlotShare(int trials, TimeProvider time)
{
    private int _present = trials;
    private long _mark = time.GetTimestamp();
    private TimeSpan _each;

    /// <summary>A trial ends. Returns its share of the time since the beginning.</summary>
    public TimeSpan Leave()
    {
        var now = time.GetTimestamp();
        _each += time.GetElapsedTime(_mark, now) / _present--;
        _mark = now;
        return _each;
    }
}
