using System.Globalization;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The cells of a leaderboard row that are texts, the same wherever a leaderboard is shown.</summary>
public static class RowText
{
    /// <summary>The rank, marked where other rows share it: <c>=2</c>.</summary>
    public static string Rank(LeaderboardRow row) => (row.Tied ? "=" : "") + row.Rank.ToString(CultureInfo.InvariantCulture);

    /// <summary>Settings in one text: <c>lr=0.1, width=32</c>.</summary>
    public static string Settings(IReadOnlyCollection<SettingAssignment> settings) =>
        settings.Count == 0 ? "(base)" : string.Join(", ", settings);

    /// <summary>The value of one setting as the spec wrote it; empty where the row has no such setting.</summary>
    public static string Setting(LeaderboardRow row, string name) =>
        row.Settings.FirstOrDefault(assignment => assignment.Setting == name)?.Value.ToString() ?? "";

    /// <summary>How many seeds succeeded, and what became of the others: <c>3, 1 diverged</c>.</summary>
    public static string Seeds(SeedCounts seeds)
    {
        (int Count, string Text)[] others =
        [
            (seeds.Diverged, "diverged"), (seeds.Failed, "failed"), (seeds.Open, "open"), (seeds.Cancelled, "cancelled"),
        ];
        return string.Join(", ", others.Where(other => other.Count > 0).Select(other => $"{other.Count} {other.Text}")
            .Prepend(seeds.Succeeded.ToString(CultureInfo.InvariantCulture)));
    }
}
