using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Draws independent samples (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 2012): ranges as
/// <see cref="ContinuousRange.Draw"/> describes, uniform or log-uniform; lists uniformly over their values. Draw <c>number</c> of axis
/// <c>a</c> is the random number at (seed, purpose Proposal, stream a, index number).</summary>
internal sealed class RandomDraws(EquatableArray<AxisSpec> axes, ulong seed)
{
    /// <summary>The assignments of a draw, in the order of the axes. Two draws may be equal.</summary>
    /// <param name="number">Number of the draw, from 0.</param>
    public EquatableArray<SettingAssignment> Draw(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var drawn = new SettingValue?[axes.Count];
        for (var axis = 0; axis < drawn.Length; axis++)
            Draw(axis, number, drawn);
        return Enumerable.Range(0, drawn.Length)
            .Where(axis => drawn[axis] is not null)
            .Select(axis => new SettingAssignment(axes[axis].Setting, drawn[axis]!))
            .ToEquatableArray();
    }

    // A parent may come after its child in the file: the parent's own draw decides whether the child exists.
    private SettingValue? Draw(int axis, long number, SettingValue?[] drawn)
    {
        if (drawn[axis] is { } already)
            return already;
        var spec = axes[axis];
        if (spec.When is { } when)
        {
            var parent = Enumerable.Range(0, axes.Count).First(other => axes[other].Setting == when.Setting);
            if (Draw(parent, number, drawn) is not { } chosen || !when.HoldsFor(chosen))
                return null;
        }

        var random = new Philox(seed, 0, RandomPurpose.Proposal, (uint)axis);
        return drawn[axis] = spec.Range is { } range
            ? new SettingValue.Number(range.Draw(random.Uniform((ulong)number)))
            : spec.Values[random.Below((ulong)number, spec.Values.Count)];
    }
}
