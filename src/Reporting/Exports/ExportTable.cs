namespace SweepCluster.Reporting.Exports;

/// <summary>The tables that can be exported.</summary>
public enum ExportTable
{
    /// <summary>A row per recorded trial.</summary>
    Trials,

    /// <summary>A row per epoch of every trial.</summary>
    Metrics,

    /// <summary>A row per configuration that has an objective.</summary>
    Leaderboard,

    /// <summary>A row per step of every range test.</summary>
    Steps,
}
