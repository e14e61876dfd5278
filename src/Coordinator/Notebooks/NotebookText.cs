using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary>Formats all comparisons as one table for terminals.</summary>
internal static class NotebookText
{
    public static IEnumerable<string> Lines(IReadOnlyList<ComparisonResults> results, int width)
    {
        var table = new TextTable(
            new("comparison", ShrinksTo: 12), new("about", ShrinksTo: 12), new("metric"), new("published", Right: true),
            new("ours", Right: true),
            new("one run, 95 %", Right: true, DropOrder: 2), new("seeds", Right: true, DropOrder: 1), new("verdict"));
        foreach (var result in results)
        {
            if (result.Published.Count == 0)
                table.Add(
                    result.Comparison.Spec.Name, "", "", "", "", "", $"{result.Seeds}",
                    result.Sweep is null ? "not run yet" : "nothing published");
            foreach (var row in result.Published)
            {
                table.Add(
                    result.Comparison.Spec.Name, RowText.Settings(row.Entry.Where), PublishedText.Name(row),
                    PublishedText.Value(row.Figure, row.Published), PublishedText.Ours(row), PublishedText.Interval(row),
                    RowText.Seeds(row.Seeds),
                    Verdict(row.Within, row.Entry.Note));
            }
        }

        var claims = results.SelectMany(result => result.Claims).ToArray();
        var verdicts = claims.GroupBy(claim => claim.Verdict).OrderBy(group => group.Key);
        return
        [
            .. table.Lines(width),
            "",
            $"Claims: {string.Join(", ", verdicts.Select(group => $"{group.Count()} {ClaimText.Name(group.Key)}"))}.",
        ];
    }

    public static string Verdict(bool? within, string note) => within switch
    {
        null => "too few seeds",
        true => "within",
        false => note.Length > 0 ? "outside, see note" : "OUTSIDE",
    };
}
