using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Reporting.Content;

/// <summary>The content of a report, read from the store, the data set and a checkpoint.</summary>
public sealed record ReportContent
{
    /// <summary>Maximum number of rows of the leaderboard.</summary>
    public const int MaxRows = 50;

    public required SweepRecord Sweep { get; init; }

    public required SweepSpec Spec { get; init; }

    public required IReadOnlyDictionary<TrialState, long> Counts { get; init; }

    /// <summary>The best rows, best first: one more than <see cref="MaxRows"/>, so that ties at the end are seen.</summary>
    public required IReadOnlyList<LeaderboardRow> Rows { get; init; }

    /// <summary>Number of configurations that have an objective.</summary>
    public required int Total { get; init; }

    /// <summary>Rows without an objective, as far as they were read: seeds diverged or failed, and none has a result.</summary>
    public IReadOnlyList<LeaderboardRow> Lost { get; init; } = [];

    /// <summary>Number of configurations of which seeds diverged or failed, and none has an objective.</summary>
    public int TotalLost { get; init; }

    public required IReadOnlyList<PublishedComparison> Published { get; init; }

    public required IReadOnlyList<ClaimDecision> Claims { get; init; }

    public required IReadOnlyList<EventRecord> Events { get; init; }

    /// <summary>What a schedule has stopped and saved; null for a sweep that trains every trial to its end.</summary>
    public ScheduleFacts? Schedule { get; init; }

    public required ReportCharts Charts { get; init; }

    /// <summary>The trial to show; null if there is none, and <see cref="TrialMissing"/> then says why.</summary>
    public TrialShowing? Trial { get; init; }

    public string TrialMissing { get; init; } = "";

    public required DateTimeOffset MadeAt { get; init; }
}
