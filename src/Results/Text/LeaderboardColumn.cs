using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Text;

/// <summary>A column of the leaderboard.</summary>
public sealed record LeaderboardColumn(string Header, Func<LeaderboardRow, string> Text) : ResultColumn<LeaderboardRow>(Header, Text)
{
    /// <summary>The dashboard's format of the first of the fields.</summary>
    public DashboardFormat Format { get; init; }

    /// <summary>The kind of sweep that has the column; null if all have it.</summary>
    public SweepKind? Kind { get; init; }

    /// <summary>The metric that the column shows; null for another figure. Where this metric is the objective, the column is left
    /// out.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Whether it is part of the drawing of the interval, and a column only where nothing is drawn.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Whether it is left out where no row has a text in it.</summary>
    public bool IsOptional { get; init; }

    public bool AppliesTo(SweepSpec spec) => (Kind is null || Kind == spec.Kind) && (Metric is null || Metric != spec.Objective.Metric);
}

/// <summary>The format of a field in the dashboard; <c>leaderboard.js</c> has a function for each.</summary>
public enum DashboardFormat
{
    /// <summary>Unchanged text.</summary>
    Text,

    /// <summary>See <see cref="RowText.Rank"/>.</summary>
    Rank,

    /// <summary>The settings, in one column each if they are few.</summary>
    Settings,

    /// <summary>The objective with its interval, and the drawing of both.</summary>
    Objective,

    /// <summary>See <see cref="FigureText.Metric"/>.</summary>
    Metric,

    /// <summary>See <see cref="FigureText.Share"/>.</summary>
    Share,

    /// <summary>See <see cref="FigureText.Size"/>.</summary>
    Size,

    /// <summary>See <see cref="FigureText.Seconds"/>.</summary>
    Seconds,

    /// <summary>See <see cref="RowText.Seeds"/>.</summary>
    Seeds,
}
