using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Assigns a value to each axis that exists: an axis with a condition exists if the value of its parent fulfils it.</summary>
internal static class ConditionalAxes
{
    /// <summary>The assignments, in the order of the axes.</summary>
    /// <param name="value">The value of an axis by its index; called once for each axis that exists, parents before children.</param>
    public static EquatableArray<SettingAssignment> Assign(EquatableArray<AxisSpec> axes, Func<int, SettingValue> value)
    {
        var assigned = new SettingValue?[axes.Count];
        for (var axis = 0; axis < assigned.Length; axis++)
            Assign(axes, axis, value, assigned);
        return Enumerable.Range(0, assigned.Length)
            .Where(axis => assigned[axis] is not null)
            .Select(axis => new SettingAssignment(axes[axis].Setting, assigned[axis]!))
            .ToEquatableArray();
    }

    // A parent may come after its child in the file.
    private static SettingValue? Assign(
        EquatableArray<AxisSpec> axes, int axis, Func<int, SettingValue> value, SettingValue?[] assigned)
    {
        if (assigned[axis] is { } already)
            return already;
        if (axes[axis].When is { } when)
        {
            var parent = Enumerable.Range(0, axes.Count).First(other => axes[other].Setting == when.Setting);
            if (Assign(axes, parent, value, assigned) is not { } chosen || !when.HoldsFor(chosen))
                return null;
        }

        return assigned[axis] = value(axis);
    }
}
