namespace SweepCluster.Runtime.Slots;

/// <summary>How many trials a slot holds, so that it doesn't wait for its grain's next turn: one while trials take longer than a few
/// turns, and for very short ones as many as it gets through in <see cref="Horizon"/>.</summary>
public sealed class QueueDepth
{
    private const double Horizon = 0.1;
    private const int Most = 512;
    private const double Weight = 1.0 / 16;

    private readonly Lock _gate = new();
    private double _mean;
    private int _ahead;

    /// <summary>The one in training and those that wait.</summary>
    public int Capacity
    {
        get
        {
            lock (_gate)
            {
                // Twice as many at most, so that one short trial doesn't fill the queue; it shrinks at once.
                var wanted = _mean == 0 ? 0 : Math.Min(Most, Horizon / _mean);
                _ahead = (int)Math.Min(wanted, (2 * _ahead) + 1);
                return 1 + _ahead;
            }
        }
    }

    /// <summary>With so few waiting the grain is woken.</summary>
    public int LowWater => Volatile.Read(ref _ahead) / 2;

    /// <param name="busy">What a trial took; 0 says nothing.</param>
    public void Observe(TimeSpan busy)
    {
        if (busy <= TimeSpan.Zero)
            return;
        lock (_gate)
        {
            _mean = _mean == 0 ? busy.TotalSeconds : _mean + (Weight * (busy.TotalSeconds - _mean));
        }
    }
}
