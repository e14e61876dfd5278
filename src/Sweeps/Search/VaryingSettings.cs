using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>What sets the configurations of a sweep apart.</summary>
public sealed class VaryingSettings
{
    // What every configuration sets, to the same value.
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

    /// <summary>Those of a configuration's assignments that not every configuration has.</summary>
    public EquatableArray<SettingAssignment> Of(EquatableArray<SettingAssignment> assignments) =>
        assignments.Where(assignment => !_everywhere.Contains(assignment)).ToEquatableArray();
}
