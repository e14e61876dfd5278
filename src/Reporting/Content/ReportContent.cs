using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Reporting.Content;

/// <summary>All that a report shows, read from the store, the data set and a checkpoint.</summary>
public sealed record ReportContent
{
    /// <summary>Rows that the leaderboard shows.</summary>
    public const int MaxRows = 50;

    public required SweepRecord Sweep { get; init; }

    public required SweepSpec Spec { get; init; }

    public required IReadOnlyDictionary<TrialState, long> Counts { get; init; }

    /// <summary>The best rows, best first: one more than <see cref="MaxRows"/>, so that ties at the end are seen.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>Configurations that have an objective.</summary>
    public required int Total { get; init; }

    public required IReadOnlyList<PublishedComparison> Published { get; init; }

    public required IReadOnlyList<ClaimDecision> Claims { get; init; }

    public required IReadOnlyList<EventRecord> Events { get; init; }

    public required ReportCharts Charts { get; init; }

    /// <summary>Null where there is none to show; <see cref="TrialMissing"/> then says why.</summary>
    public TrialShowing? Trial { get; init; }

    public string TrialMissing { get; init; } = "";

    public required DateTimeOffset MadeAt { get; init; }
}
