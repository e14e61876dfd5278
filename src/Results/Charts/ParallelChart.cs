namespace SweepCluster.Results.Charts;

/// <summary>A line per configuration through its settings to its objective, which is the last axis.</summary>
/// <param name="Lines">One value per axis for each line: a number, or a category's index.</param>
/// <param name="Total">Number of configurations with an objective; it is greater than the number of lines if there are too many to
/// draw.</param>
/// <param name="Lost">Lines of configurations of which every seed diverged or failed, without a value of the last axis.</param>
/// <param name="TotalLost">Number of these configurations.</param>
public sealed record ParallelChart(
    IReadOnlyList<ParallelAxis> Axes, IReadOnlyList<IReadOnlyList<double>> Lines, bool Maximize, int Total,
    IReadOnlyList<IReadOnlyList<double>> Lost, int TotalLost)
{
    /// <summary>Maximum number of lines that stay readable.</summary>
    public const int MaxLines = 400;

    /// <summary>Maximum number of lines of configurations without an objective.</summary>
    public const int MaxLost = 100;

    private const int MaxAxes = 9;
    // Numbers that are spread evenly have a geometric mean of 0.7 arithmetic means; rates drawn over orders of magnitude have a far smaller
    // one.
    private const double LogRatio = 0.4;

    // The category of a configuration that lacks the axis' setting.
    private const string Missing = "(none)";

    public static ParallelChart? Create(IReadOnlyList<SettingAxis> axes, ChartRows rows, string metric, bool maximize)
    {
        var shown = axes.Where(axis => axis.Labels.Count > 1).Take(MaxAxes).ToArray();
        if (shown.Length < 2 || rows.Count < 2)
            return null;
        var columns = shown.Select(axis => Column(axis, rows)).ToArray();
        var lines = Thinned.Select(rows.Rows, MaxLines)
            .Select(row =>
                (IReadOnlyList<double>)[.. columns.Select(column => column.Value(row)), ChartNumber.Round(rows[row].Objective) ?? 0]);
        var lost = rows.Lost;
        return new(
            [.. columns.Select(column => column.Axis), new(metric, null, false)], [.. lines], maximize, rows.Count,
            [.. Thinned.Select(lost, MaxLost).Select(row => (IReadOnlyList<double>)[.. columns.Select(column => column.Value(row))])],
            lost.Count);
    }

    private static (ParallelAxis Axis, Func<int, double> Value) Column(SettingAxis axis, ChartRows rows)
    {
        if (axis.IsContinuous && rows.All.All(row => axis.NumberOf(row) is not null))
        {
            var numbers = rows.All.Select(row => axis.NumberOf(row)!.Value).ToArray();
            return (
                new(axis.Name, null, numbers.Min() > 0 && Math.Exp(numbers.Average(Math.Log)) < LogRatio * numbers.Average()),
                row => ChartNumber.Round(axis.NumberOf(row)) ?? 0);
        }

        var hasMissing = rows.All.Any(row => axis.PlaceOf(row) is null);
        return (
            new(axis.Name, hasMissing ? [Missing, .. axis.Labels] : axis.Labels, false),
            row => axis.PlaceOf(row) is { } place ? place + (hasMissing ? 1 : 0) : 0);
    }
}

/// <param name="Categories">The names of the categories; null for numbers.</param>
public sealed record ParallelAxis(string Name, IReadOnlyList<string>? Categories, bool Log);
