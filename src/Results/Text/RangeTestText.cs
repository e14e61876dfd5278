using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>Formats a range test for people.</summary>
public static class RangeTestText
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Names and values for a trial's list.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(RangeTestResult test)
    {
        var last = test.Losses.Count - 1;
        var end = test.Diverged ? ", where the loss diverged" : "";
        yield return (
            "steps",
            $"{FigureText.Count(test.Losses.Count)}, lr {FigureText.Metric(test.Rate(0))} to {FigureText.Metric(test.Rate(last))}{end}");
        yield return (
            "minimum",
            $"running mean {FigureText.Metric(test.MinimumLoss)} at lr {FigureText.Metric(test.MinimumRate)}, step {test.MinimumStep + 1}");
        yield return ("suggested lr", $"{FigureText.Metric(test.HalfOfMinimum)} "
            + $"({(test.IsHalfUntested ? "start of the test; minimum / 2 was not tested" : "minimum / 2")}), "
            + $"{FigureText.Metric(test.SteepestRate)} (steepest descent)");
    }

    /// <summary>The curves over the logarithm of the rate, one line each, scaled from minimum to maximum.</summary>
    public static IEnumerable<(string Name, string Value)> Curves(RangeTestResult test, int width)
    {
        yield return ("running mean", Line(test.RunningMeans, width));
        yield return ("smoothed loss", Line(test.Smoothed(), width));
    }

    // Each character is the mean of its share of the steps. Values above the first are cut off: an exploding loss would flatten everything
    // before it.
    private static string Line(EquatableArray<double> values, int width)
    {
        var count = Math.Clamp(width, 1, Math.Min(60, values.Count));
        var means = Enumerable.Range(0, count)
            .Select(index => values.Skip(index * values.Count / count)
                .Take(Math.Max(1, ((index + 1) * values.Count / count) - (index * values.Count / count)))
                .Average())
            .ToArray();
        means = [.. means.Select(mean => Math.Min(mean, means[0]))];
        var (low, high) = (means.Min(), means[0]);
        return string.Concat(
            means.Select(mean => Levels[high > low ? (int)Math.Round((mean - low) / (high - low) * (Levels.Length - 1)) : 0]));
    }
}
