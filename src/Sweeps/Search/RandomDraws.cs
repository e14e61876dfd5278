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
        return ConditionalAxes.Assign(axes, axis =>
        {
            var random = new Philox(seed, 0, RandomPurpose.Proposal, (uint)axis);
            return axes[axis].Range is { } range
                ? new SettingValue.Number(range.Draw(random.Uniform((ulong)number)))
                : axes[axis].Values[random.Below((ulong)number, axes[axis].Values.Count)];
        });
    }
}
