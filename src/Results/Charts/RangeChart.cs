using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Charts;

/// <summary>The running means of several configurations' range tests over the rate.</summary>
/// <param name="Bottom">Lower end of the vertical axis.</param>
/// <param name="Top">Upper end of the vertical axis. It cuts off a loss that explodes, which would flatten everything before it.</param>
public sealed record RangeChart(double Bottom, double Top, IReadOnlyList<RangeLine> Lines)
{
    /// <summary>Maximum number of points of a line.</summary>
    public const int MaxPoints = 300;

    // Height above a line's start and below its minimum at which a loss is still shown, as a share of the distance between them.
    private const double Room = 0.25;

    /// <summary>Creates the chart; null if no range test has finished.</summary>
    public static RangeChart? Create(IReadOnlyList<LeaderboardRow> rows, IReadOnlyDictionary<long, ConfigurationTrials> trials) =>
        Create(rows.Select(row => (RowText.Settings(row.Settings), trials[row.Configuration].Trials)));

    /// <summary>Creates the chart of named trials, a line for each name; null if no range test has finished.</summary>
    public static RangeChart? Create(IEnumerable<(string Name, IReadOnlyList<TrialRecord> Trials)> named)
    {
        var lines = named.Select(line => RangeLine.Create(line.Name, Tests(line.Trials))).OfType<RangeLine>().ToArray();
        if (lines.Length == 0)
            return null;
        var (bottom, top) = Ends(lines.Min(line => line.Low.Min()), lines.Max(line => line.High[0]));
        return new(bottom, top, lines);
    }

    /// <summary>The ends of the vertical axis.</summary>
    public static (double Bottom, double Top) Ends(double minimum, double first)
    {
        var way = first > minimum ? first - minimum : Math.Max(1e-6, Math.Abs(first));
        // Rounded to two digits of the distance, so that the axis' ends are short.
        var digit = Math.Pow(10, Math.Floor(Math.Log10(way)) - 1);
        return (
            Math.Max(0, RangeSteps.Number(Math.Floor((minimum - (Room * way)) / digit) * digit)),
            RangeSteps.Number(Math.Ceiling((first + (Room * way)) / digit) * digit));
    }

    private static RangeTestResult[] Tests(IReadOnlyList<TrialRecord> trials) =>
        [.. trials.Select(trial => trial.Final?.Range).OfType<RangeTestResult>()];
}

/// <summary>The line of one configuration: mean, minimum and maximum over its seeds, up to the step that all of them reached.</summary>
public sealed record RangeLine(
    string Name, IReadOnlyList<double> Rates, IReadOnlyList<double> Mean, IReadOnlyList<double> Low, IReadOnlyList<double> High,
    double MinimumRate, double MinimumLoss)
{
    public static RangeLine? Create(string name, RangeTestResult[] tests)
    {
        if (tests.Length == 0)
            return null;
        var steps = Enumerable.Range(0, tests.Min(test => test.RunningMeans.Count)).ToArray();
        var means = Array.ConvertAll(steps, step => tests.Average(test => test.RunningMeans[step]));
        var minimum = Array.IndexOf(means, means.Min());
        // The minimum is always drawn.
        var shown = RangeSteps.Choose(steps.Length, RangeChart.MaxPoints).Append(minimum).Distinct().Order().ToArray();
        return new(
            name,
            [.. shown.Select(step => RangeSteps.Number(tests[0].Rate(step)))],
            [.. shown.Select(step => RangeSteps.Number(means[step]))],
            [.. shown.Select(step => RangeSteps.Number(tests.Min(test => test.RunningMeans[step])))],
            [.. shown.Select(step => RangeSteps.Number(tests.Max(test => test.RunningMeans[step])))],
            RangeSteps.Number(tests[0].Rate(minimum)),
            RangeSteps.Number(means[minimum]));
    }
}

/// <summary>One range test: raw, smoothed and running loss over the rate, and the rates that it suggests.</summary>
/// <param name="Seed">1-based number of the seed.</param>
public sealed record RangeTestChart(
    string Name, int Seed, double Bottom, double Top, IReadOnlyList<double> Rates, IReadOnlyList<double> Raw,
    IReadOnlyList<double> Smoothed, IReadOnlyList<double> Running,
    double HalfOfMinimum, double Steepest)
{
    /// <summary>Creates the charts of the first finished seed of each configuration that has one.</summary>
    public static IReadOnlyList<RangeTestChart> Create(
        IReadOnlyList<LeaderboardRow> rows, IReadOnlyDictionary<long, ConfigurationTrials> trials) =>
    [
        .. from row in rows
           let trial = trials[row.Configuration].Trials.FirstOrDefault(trial => trial.Final?.Range is not null)
           where trial is not null
           select Build(RowText.Settings(row.Settings), trial.SeedIndex + 1, trial.Final!.Range!),
    ];

    /// <summary>Creates the chart of one trial; null if its range test has not finished.</summary>
    public static RangeTestChart? Create(string name, TrialRecord trial) =>
        trial.Final?.Range is { } test ? Build(name, trial.SeedIndex + 1, test) : null;

    private static RangeTestChart Build(string name, int seed, RangeTestResult test)
    {
        var shown = RangeSteps.Choose(test.Losses.Count, RangeChart.MaxPoints);
        var smoothed = test.Smoothed();
        var (bottom, top) = RangeChart.Ends(Math.Min(test.MinimumLoss, smoothed.Min()), test.RunningMeans[0]);
        return new(
            name, seed, bottom, top,
            [.. shown.Select(step => RangeSteps.Number(test.Rate(step)))],
            [.. shown.Select(step => RangeSteps.Number(test.Losses[step]))],
            [.. shown.Select(step => RangeSteps.Number(smoothed[step]))],
            [.. shown.Select(step => RangeSteps.Number(test.RunningMeans[step]))],
            RangeSteps.Number(test.HalfOfMinimum),
            RangeSteps.Number(test.SteepestRate));
    }
}

/// <summary>Selects the steps of a range test that a chart shows.</summary>
public static class RangeSteps
{
    /// <summary>All steps, or a number of them evenly spread over all, including the first and the last.</summary>
    public static IReadOnlyList<int> Choose(int steps, int max) =>
        steps <= max
            ? [.. Enumerable.Range(0, steps)]
            : [.. Enumerable.Range(0, max).Select(index => (int)((long)index * (steps - 1) / (max - 1)))];

    // Losses of range tests are finite.
    public static double Number(double value) => ChartNumber.Round(value) ?? 0;
}
