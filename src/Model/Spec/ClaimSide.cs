using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>One side of a comparison: the configurations that have all of <paramref name="Settings"/>.</summary>
/// <param name="Settings">The settings that tell the side from the other one; empty: all configurations.</param>
public sealed record ClaimSide(EquatableArray<SettingAssignment> Settings);
