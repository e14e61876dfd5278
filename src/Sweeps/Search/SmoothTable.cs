namespace SweepCluster.Sweeps.Search;

/// <summary>A smooth function between two ends, computed at evenly spaced nodes and interpolated by the cubic through the nearest
/// four.</summary>
internal sealed class SmoothTable
{
    private const int Intervals = 256;

    private readonly double _low;
    private readonly double _scale;

    // From one node before the low end to one after the high end.
    private readonly double[] _nodes = new double[Intervals + 3];

    public SmoothTable(double low, double high, Func<double, double> function)
    {
        (_low, _scale) = (low, Intervals / (high - low));
        for (var i = 0; i < _nodes.Length; i++)
            _nodes[i] = function(low + ((i - 1) / _scale));
    }

    /// <summary>The value at a number from the low to the high end; numbers beyond count as the ends.</summary>
    public double At(double x)
    {
        var place = Math.Clamp((x - _low) * _scale, 0, Intervals);
        var node = Math.Min((int)place, Intervals - 1);
        var t = place - node;
        var (before, left, right, after) = (_nodes[node], _nodes[node + 1], _nodes[node + 2], _nodes[node + 3]);
        return left + (t * (right - left))
            + (t * (t - 1) / 6 * (((t + 1) * (after - (2 * right) + left)) - ((t - 2) * (right - (2 * left) + before))));
    }
}
