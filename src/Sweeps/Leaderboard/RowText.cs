using System.Globalization;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The cells of a leaderboard row that are texts, the same wherever a leaderboard is shown.</summary>
public static class RowText
{
    /// <summary>The ranks that the seeds leave open: <c>1</c> for the leader and <c>=1</c> for all that are not told apart from it,
    /// <c>4-9</c> for others, the order in parentheses, <c>(3)</c>, for a row without a rank, and <c>-</c> for a row without an
    /// objective.</summary>
    public static string Rank(LeaderboardRow row) => row switch
    {
        { HasObjective: false } => "-",
        { Rank: null } => string.Create(CultureInfo.InvariantCulture, $"({row.Order})"),
        { Tied: true } => "=1",
        { Rank.Low: 1 } => "1",
        { Rank: { } rank } when rank.Low == rank.High => rank.Low.ToString(CultureInfo.InvariantCulture),
        { Rank: { } rank } => string.Create(CultureInfo.InvariantCulture, $"{rank.Low}-{rank.High}"),
    };

    /// <summary>Settings in one text: <c>lr=0.1, width=32</c>.</summary>
    public static string Settings(IReadOnlyCollection<SettingAssignment> settings) =>
        settings.Count == 0 ? "(base)" : string.Join(", ", settings);

    /// <summary>The value of one setting as the spec wrote it; empty where the row has no such setting.</summary>
    public static string Setting(LeaderboardRow row, string name) =>
        row.Settings.FirstOrDefault(assignment => assignment.Setting == name)?.Value.ToString() ?? "";

    /// <summary>How many succeeded of how many, the success rate, and what became of the others: <c>4 of 10 (40 %), 6 diverged</c>; where
    /// all succeeded, their number alone.</summary>
    public static string Seeds(SeedCounts seeds)
    {
        var succeeded = seeds.Succeeded.ToString(CultureInfo.InvariantCulture);
        return seeds.Total == seeds.Succeeded ? succeeded : $"{succeeded} of {seeds.Total}{Rate(seeds)}, {Others(seeds)}";
    }

    /// <summary>What stands in the place of the objective of a row without one: <c>diverged</c>, <c>failed</c>, or both.</summary>
    public static string Ended(SeedCounts seeds) => seeds switch
    {
        { Diverged: > 0, Failed: 0 } => "diverged",
        { Diverged: 0, Failed: > 0 } => "failed",
        { Missing: > 0 } => "diverged, failed",
        _ => "not finite",
    };

    /// <summary>What became of the seeds that did not succeed: <c>6 diverged, 1 failed</c>.</summary>
    public static string Others(SeedCounts seeds)
    {
        (int Count, string Text)[] others =
        [
            (seeds.Diverged, "diverged"), (seeds.Failed, "failed"), (seeds.Open, "open"), (seeds.Cancelled, "cancelled"),
            (seeds.Stopped, "stopped"),
        ];
        return string.Join(", ", others.Where(other => other.Count > 0).Select(other => $"{other.Count} {other.Text}"));
    }

    /// <summary>The success rate in parentheses, after a space, where seeds diverged or failed; else empty. It is rounded down, so that
    /// 100 % stands for all of them.</summary>
    public static string Rate(SeedCounts seeds) => seeds is { Missing: > 0, SuccessRate: { } rate }
        ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Floor((rate * 100) + 1e-9):0} %)")
        : "";
}
