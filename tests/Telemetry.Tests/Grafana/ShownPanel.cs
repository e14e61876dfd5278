namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A panel as Grafana shows it.</summary>
/// <param name="Tables">The tables of a table panel.</param>
/// <param name="Values">The figures of a stat, a gauge or a bar gauge.</param>
/// <param name="Series">The lines of a time series.</param>
internal sealed record ShownPanel(
    IReadOnlyList<ShownTable> Tables, IReadOnlyList<ShownValue> Values, IReadOnlyList<ShownSeries> Series)
{
    /// <summary>The table of a panel that has one.</summary>
    public ShownTable Table => Tables.ShouldHaveSingleItem();

    /// <summary>The text of a panel that has one figure.</summary>
    public string Text => Values.ShouldHaveSingleItem().Text;

    /// <summary>The panel as the documentation shows it: its tables, its figures, or the last value of each series.</summary>
    public override string ToString() => Tables.Count > 0
        ? string.Join("\n\n", Tables)
        : string.Join(", ", Values.Select(value => value.ToString()).Concat(Series.Select(series => $"{series.Name} {series.Last}")));
}
