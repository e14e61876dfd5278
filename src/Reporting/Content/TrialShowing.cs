using SweepCluster.Model.Predictions;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Reporting.Content;

/// <summary>A trial of which a report shows the network at work.</summary>
/// <param name="Settings">The settings that set its configuration apart.</param>
public sealed record TrialShowing(TrialRecord Trial, IReadOnlyList<SettingAssignment> Settings, NetworkShowing Network);
