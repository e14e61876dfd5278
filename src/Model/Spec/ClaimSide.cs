using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>One side of a comparison: the configurations that have all of <paramref name="Settings"/>.</summary>
/// <param name="Settings">The settings that tell the side from the other one; empty: all configurations.</param>
/// <param name="Epoch">The epoch whose figure is compared, from 1; null: the claim's epoch, or the end of the trial.</param>
/// <param name="Sweep">The id of another sweep, or the name of the newest one, that has the configurations; empty: the claim's own.</param>
public sealed record ClaimSide(EquatableArray<SettingAssignment> Settings, int? Epoch = null, string Sweep = "");
