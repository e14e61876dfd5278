using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>The settings in which the configurations of a sweep differ.</summary>
public sealed class VaryingSettings
{
    // The assignments that every configuration has.
    private readonly HashSet<SettingAssignment> _everywhere;

    public VaryingSettings(SweepSpec spec)
    {
        _everywhere = spec.Space.Count > 0
            ? spec.Space.Where(axis => axis is { When: null, Values.Count: 1 })
                .Select(axis => new SettingAssignment(axis.Setting, axis.Values[0]))
                .ToHashSet()
            : spec.Configurations.Take(1).SelectMany(configuration => configuration).ToHashSet();
        foreach (var configuration in spec.Configurations)
            _everywhere.IntersectWith(configuration);
    }

    /// <summary>The assignments of a configuration that not every configuration has.</summary>
    public EquatableArray<SettingAssignment> Select(EquatableArray<SettingAssignment> assignments) =>
        assignments.Where(assignment => !_everywhere.Contains(assignment)).ToEquatableArray();
}
