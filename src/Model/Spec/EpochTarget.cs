using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Model.Spec;

/// <summary>A value of a metric that a trial may reach: an accuracy of at least that, or a loss of at most that.</summary>
/// <param name="Metric">A metric of single epochs.</param>
/// <param name="Value">In units of the metric.</param>
public sealed record EpochTarget(Metric Metric, double Value)
{
    /// <summary>The text for people: <c>val_accuracy 0.97</c>.</summary>
    public override string ToString() => $"{Metric.Name()} {new SettingValue.Number(Value)}";

    /// <summary>Whether the epoch reaches the value.</summary>
    public bool IsReached(EpochReport report) =>
        report.Value(Metric) is { } value && (Metric.IsLoss() ? value <= Value : value >= Value);
}
