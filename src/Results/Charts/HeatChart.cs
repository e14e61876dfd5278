namespace SweepCluster.Results.Charts;

/// <summary>The mean objective over two settings.</summary>
/// <param name="Cells">For each cell: column, row, mean, number of configurations.</param>
public sealed record HeatChart(
    string Name, string X, string Y, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double>> Cells,
    bool Maximize)
{
    private const int MaxPairs = 15;
    private const int MaxValues = 24;

    /// <summary>Creates a map for every pair of settings, the settings with the largest effects first.</summary>
    /// <param name="effects">The effects, the largest first.</param>
    public static IReadOnlyList<HeatChart> Create(
        IReadOnlyList<EffectChart> effects, IReadOnlyList<SettingAxis> axes, ChartRows rows, string metric, bool maximize)
    {
        var ordered = effects.Select(effect => axes.First(axis => axis.Name == effect.Name))
            .Where(axis => axis.Labels.Count <= MaxValues)
            .ToArray();
        var pairs = ordered.SelectMany(
            (first, index) => ordered.Skip(index + 1).Select((second, next) => (First: first, Second: second, Weight: index + next)));
        return
        [
            .. pairs.OrderBy(pair => pair.Weight).Take(MaxPairs)
                .Select(pair => pair.First.Labels.Count >= pair.Second.Labels.Count
                    ? Build(pair.First, pair.Second, rows, metric, maximize)
                    : Build(pair.Second, pair.First, rows, metric, maximize))
                .Where(map => map.Cells.Count > 1),
        ];
    }

    private static HeatChart Build(SettingAxis x, SettingAxis y, ChartRows rows, string metric, bool maximize)
    {
        var sums = new Dictionary<(int Column, int Row), (double Sum, int Count)>();
        for (var row = 0; row < rows.Count; row++)
        {
            if ((x.PlaceOf(row), y.PlaceOf(row)) is ({ } column, { } line))
            {
                var (sum, count) = sums.GetValueOrDefault((column, line));
                sums[(column, line)] = (sum + rows[row].Objective, count + 1);
            }
        }

        var cells = sums.OrderBy(cell => cell.Key)
            .Select(cell => (IReadOnlyList<double>)[
                cell.Key.Column,
                cell.Key.Row,
                ChartNumber.Round(cell.Value.Sum / cell.Value.Count) ?? 0,
                cell.Value.Count,
            ]);
        return new(metric, x.Name, y.Name, x.Labels, y.Labels, [.. cells], maximize);
    }
}
