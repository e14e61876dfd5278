using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes the different configurations among the points of a scrambled Sobol sequence, which cover the space more evenly than
/// random ones do. Every axis is a dimension: ranges as <see cref="ContinuousRange.Draw"/> describes, lists in equal parts; an axis
/// that does not exist for a point leaves its dimension out.</summary>
internal sealed class SobolSearcher : ISearcher
{
    private const double Unit = 1.0 / (1UL << 32);

    private readonly SobolSequence _sequence;
    private readonly EquatableArray<AxisSpec> _axes;
    private readonly Philox[] _scrambles;
    private readonly DistinctSearcher _distinct;

    /// <param name="samples">Maximum number of configurations.</param>
    /// <exception cref="SweepException">The space has more axes than there are direction numbers.</exception>
    public SobolSearcher(SweepSpec spec, int samples, CancellationToken cancellation)
    {
        if (spec.Space.Count > SobolDirections.MaxDimensions)
        {
            throw new SweepException(
                $"search: a Sobol sequence has at most {SobolDirections.MaxDimensions} dimensions, and the space has {spec.Space.Count} "
                + "axes. Use fewer axes, or `search: {random: N}`.");
        }

        _axes = spec.Space;
        _sequence = new(_axes.Count);
        _scrambles = [.. Enumerable.Range(0, _axes.Count).Select(axis => new Philox(spec.Seed, 0, RandomPurpose.Scramble, (uint)axis))];
        _distinct = new(spec, samples, Draw, cancellation);
    }

    public long Count => _distinct.Count;

    public EquatableArray<SettingAssignment> Propose(long number) => _distinct.Propose(number);

    private EquatableArray<SettingAssignment> Draw(long number) => ConditionalAxes.Assign(_axes, axis =>
    {
        var uniform = _sequence.Scrambled(axis, checked((uint)number), _scrambles[axis]) * Unit;
        return _axes[axis].Range is { } range
            ? new SettingValue.Number(range.Draw(uniform))
            : _axes[axis].Values[(int)(uniform * _axes[axis].Values.Count)];
    });
}
