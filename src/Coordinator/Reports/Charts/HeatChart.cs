using SweepCluster.Contracts.Leaderboard;

namespace SweepCluster.Coordinator.Reports.Charts;

/// <summary>The mean objective over two settings.</summary>
/// <param name="Cells">Each: column, row, mean, configurations.</param>
internal sealed record HeatChart(
    string Name, string X, string Y, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double>> Cells, bool Maximize)
{
    private const int MostPairs = 15;
    private const int MostValues = 24;

    /// <summary>A map for every pair of settings, those that matter most first.</summary>
    /// <param name="effects">In the order of their weight.</param>
    public static IReadOnlyList<HeatChart> Of(
        IReadOnlyList<EffectChart> effects, IReadOnlyList<SettingAxis> axes, IReadOnlyList<LeaderboardRow> rows, string metric, bool maximize)
    {
        var ordered = effects.Select(effect => axes.First(axis => axis.Name == effect.Name)).Where(axis => axis.Labels.Count <= MostValues).ToArray();
        var pairs = ordered.SelectMany((first, index) => ordered.Skip(index + 1).Select((second, next) => (First: first, Second: second, Weight: index + next)));
        return
        [
            .. pairs.OrderBy(pair => pair.Weight).Take(MostPairs)
                .Select(pair => pair.First.Labels.Count >= pair.Second.Labels.Count
                    ? Build(pair.First, pair.Second, rows, metric, maximize)
                    : Build(pair.Second, pair.First, rows, metric, maximize))
                .Where(map => map.Cells.Count > 1),
        ];
    }

    private static HeatChart Build(SettingAxis x, SettingAxis y, IReadOnlyList<LeaderboardRow> rows, string metric, bool maximize)
    {
        var cells = rows
            .Select(row => (Column: x.PlaceOf(row), Row: y.PlaceOf(row), row.Objective.Mean))
            .Where(cell => cell is { Column: not null, Row: not null })
            .GroupBy(cell => (Column: cell.Column!.Value, Row: cell.Row!.Value), cell => cell.Mean)
            .OrderBy(cell => cell.Key)
            .Select(cell => (IReadOnlyList<double>)[cell.Key.Column, cell.Key.Row, ChartNumber.Of(cell.Average()) ?? 0, cell.Count()]);
        return new(metric, x.Name, y.Name, x.Labels, y.Labels, [.. cells], maximize);
    }
}
