using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Reports.Charts;
using SweepCluster.Coordinator.Reports.Trials;

namespace SweepCluster.Coordinator.Reports;

/// <summary>All that a report shows, read from the store, the data set and a checkpoint.</summary>
internal sealed record ReportContent
{
    public required SweepRecord Sweep { get; init; }

    public required SweepSpec Spec { get; init; }

    public required IReadOnlyDictionary<TrialState, long> Counts { get; init; }

    /// <summary>All rows, best first.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>By number of the configuration.</summary>
    public required IReadOnlyDictionary<long, ConfigurationTrials> Configurations { get; init; }

    public required IReadOnlyList<PublishedComparison> Published { get; init; }

    public required IReadOnlyList<EventRecord> Events { get; init; }

    public required ReportCharts Charts { get; init; }

    /// <summary>Null where there is none to show; <see cref="TrialMissing"/> then says why.</summary>
    public TrialShowing? Trial { get; init; }

    public string TrialMissing { get; init; } = "";

    public required DateTimeOffset MadeAt { get; init; }
}
