using System.Globalization;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Numerics;
using SweepCluster.Contracts.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Independent draws (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 2012). Ranges are
/// sampled continuously, uniform or log-uniform, and rounded to six significant digits; lists uniformly over their values.
/// Draw <c>number</c> of axis <c>a</c> is the random number at (seed, purpose Proposal, stream a, index number).</summary>
internal sealed class RandomSearcher(SearchSpace space, int samples, ulong seed) : ISearcher
{
    public long Count => space.Axes.Count == 0 ? 0 : samples;

    public EquatableArray<SettingAssignment> Propose(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        var drawn = new SettingValue?[space.Axes.Count];
        for (var axis = 0; axis < drawn.Length; axis++)
            Draw(axis, number, drawn);
        return Enumerable.Range(0, drawn.Length)
            .Where(axis => drawn[axis] is not null)
            .Select(axis => new SettingAssignment(space.Axes[axis].Setting, drawn[axis]!))
            .ToEquatableArray();
    }

    // A parent may stand after its child in the file: whether the child exists is asked of the parent's own draw.
    private SettingValue? Draw(int axis, long number, SettingValue?[] drawn)
    {
        if (drawn[axis] is { } already)
            return already;
        var spec = space.Axes[axis];
        if (spec.When is { } when)
        {
            var parent = Enumerable.Range(0, space.Axes.Count).First(other => space.Axes[other].Setting == when.Setting);
            if (Draw(parent, number, drawn) is not { } chosen || !when.HoldsFor(chosen))
                return null;
        }

        var random = new Philox(seed, 0, RandomPurpose.Proposal, (uint)axis);
        return drawn[axis] = spec.Range is { } range
            ? new SettingValue.Number(Sample(range, random.Uniform((ulong)number)))
            : spec.Values[random.Below((ulong)number, spec.Values.Count)];
    }

    private static double Sample(ContinuousRange range, double uniform)
    {
        double value;
        if (range.Logarithmic)
        {
            var low = DeterministicMath.Log(range.Low);
            value = DeterministicMath.Exp(low + (uniform * (DeterministicMath.Log(range.High) - low)));
        }
        else
        {
            value = range.Low + (uniform * (range.High - range.Low));
        }

        value = range.Integer
            ? Math.Round(value)
            : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(value, range.Low, range.High);
    }
}
