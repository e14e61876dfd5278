namespace SweepCluster.Runtime.Slots;

/// <summary>Measures images per second, over the last half to whole second.</summary>
public sealed class SampleRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);

    private (long At, double Samples)? _older;
    private (long At, double Samples) _newer;

    /// <summary>Images per second; 0 until there are two observations.</summary>
    public double Value { get; private set; }

    /// <param name="samples">Total number of images trained on so far.</param>
    public void Observe(double samples)
    {
        var now = time.GetTimestamp();
        if (_older is not { } older)
        {
            _older = _newer = (now, samples);
            return;
        }

        if (time.GetElapsedTime(_newer.At, now) >= Window)
        {
            _older = older = _newer;
            _newer = (now, samples);
        }

        var elapsed = time.GetElapsedTime(older.At, now).TotalSeconds;
        if (elapsed > 0)
            Value = Math.Max(0, samples - older.Samples) / elapsed;
    }
}
