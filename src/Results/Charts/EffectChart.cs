using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Results.Charts;

/// <summary>The mean objective of each value of one setting, over all other settings that vary.</summary>
/// <param name="Explained">Share of the objective's variance over configurations that this setting alone accounts for beyond chance, 0 to
/// 1; null where the configurations are too few to tell. See <see cref="VarianceShare"/>.</param>
/// <param name="Chance">The share that a setting without any effect exceeds once in 20 times; null where <paramref name="Explained"/>
/// is.</param>
/// <param name="Range">Ends of the vertical axis, the same for all effects of a sweep.</param>
public sealed record EffectChart(
    string Name, string Metric, double? Explained, double? Chance, IReadOnlyList<EffectValue> Values, IReadOnlyList<double> Range)
{
    private const int MaxValues = 24;

    /// <summary>Creates the effects of all settings with at least two values, the largest effect first.</summary>
    public static IReadOnlyList<EffectChart> Create(IReadOnlyList<SettingAxis> axes, ChartRows rows, string metric)
    {
        if (rows.Count == 0)
            return [];
        var range = Ends(rows);
        return
        [
            .. axes.Where(axis => axis.Labels.Count is > 1 and <= MaxValues)
                .Select(axis => Build(axis, rows, metric, range))
                .OrderByDescending(effect => effect.Raw ?? double.NegativeInfinity)
                .ThenBy(effect => effect.Chart.Name, StringComparer.Ordinal)
                .Select(effect => effect.Chart),
        ];
    }

    private static (EffectChart Chart, double? Raw) Build(SettingAxis axis, ChartRows rows, string metric, double[] range)
    {
        var lost = rows.Lost.Where(row => axis.PlaceOf(row) is not null).CountBy(row => axis.PlaceOf(row)!.Value).ToDictionary();
        var placed = rows.Rows.Where(row => axis.PlaceOf(row) is not null).ToArray();
        var groups = placed.GroupBy(row => axis.PlaceOf(row)!.Value, row => rows[row].Objective).OrderBy(group => group.Key).ToArray();
        var share = VarianceShare.Find(groups.Select(group => group.ToArray()));
        var chart = new EffectChart(
            axis.Name,
            metric,
            ChartNumber.Round(share?.Share),
            ChartNumber.Round(share?.Chance),
            [
                .. groups.Select(group => (Place: group.Key, Value: new EffectValue(
                    axis.Labels[group.Key],
                    ChartNumber.Round(group.Average()), ChartNumber.Round(group.Min()), ChartNumber.Round(group.Max()),
                    group.Count(), lost.GetValueOrDefault(group.Key))))
                    .Concat(lost.Keys.Except(groups.Select(group => group.Key))
                        .Select(place => (Place: place, Value: new EffectValue(axis.Labels[place], null, null, null, 0, lost[place]))))
                    .OrderBy(value => value.Place)
                    .Select(value => value.Value),
            ],
            range);
        return (chart, share?.Raw);
    }

    private static double[] Ends(ChartRows rows)
    {
        var (low, high) = (rows.Rows.Min(row => rows[row].Objective), rows.Rows.Max(row => rows[row].Objective));
        var margin = high > low ? 0.05 * (high - low) : Math.Max(Math.Abs(high) * 0.05, 1e-6);
        return [Round(low - margin), Round(high + margin)];
    }

    // Rounded to three digits of the range, so that the axis' ends are short.
    private static double Round(double value) => ChartNumber.Round(value) is { } number ? Math.Round(number, 3) : 0;
}

/// <param name="Mean">Mean objective of the configurations with that value; null if every seed of all of them diverged or failed.</param>
/// <param name="Low">Minimum objective of the configurations with that value.</param>
/// <param name="High">Maximum objective of these configurations.</param>
/// <param name="Count">Number of these configurations.</param>
/// <param name="Lost">Number of configurations with that value that the mean leaves out: every seed of theirs diverged or failed.</param>
public sealed record EffectValue(string Text, double? Mean, double? Low, double? High, int Count, int Lost);
