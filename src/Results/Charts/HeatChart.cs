namespace SweepCluster.Results.Charts;

/// <summary>The mean objective over two settings.</summary>
/// <param name="Cells">For each cell with a mean: column, row, mean, number of configurations that it is over, number of those of which it
/// leaves out seeds that diverged or failed, and number of configurations of which all seeds did, which it leaves out.</param>
/// <param name="Lost">For each cell of which all seeds of all configurations diverged or failed: column, row, number of
/// configurations.</param>
public sealed record HeatChart(
    string Name, string X, string Y, IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double>> Cells,
    IReadOnlyList<IReadOnlyList<double>> Lost, bool Maximize)
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
                .Where(map => map.Cells.Count > 0 && map.Cells.Count + map.Lost.Count > 1),
        ];
    }

    private static HeatChart Build(SettingAxis x, SettingAxis y, ChartRows rows, string metric, bool maximize)
    {
        var cells = rows.All
            .Select(row => (Row: row, Column: x.PlaceOf(row), Line: y.PlaceOf(row)))
            .Where(place => place is { Column: not null, Line: not null })
            .GroupBy(place => (Column: place.Column!.Value, Line: place.Line!.Value), place => place.Row)
            .OrderBy(cell => cell.Key)
            .Select(cell => (cell.Key.Column, cell.Key.Line, Ranked: cell.Where(row => row < rows.Count).ToArray(), All: cell.Count()))
            .ToLookup(cell => cell.Ranked.Length > 0);
        return new(
            metric, x.Name, y.Name, x.Labels, y.Labels,
            [
                .. cells[true].Select(cell => (IReadOnlyList<double>)
                [
                    cell.Column,
                    cell.Line,
                    ChartNumber.Round(cell.Ranked.Average(row => rows[row].Objective)) ?? 0,
                    cell.Ranked.Length,
                    cell.Ranked.Count(row => rows[row].IsOfSurvivors),
                    cell.All - cell.Ranked.Length,
                ]),
            ],
            [.. cells[false].Select(cell => (IReadOnlyList<double>)[cell.Column, cell.Line, cell.All])],
            maximize);
    }
}
