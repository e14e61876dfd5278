using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Coordinator.Reports.Charts;

/// <summary>What configurations cost and what they come to, with the Pareto front: those that nothing as cheap or cheaper beats.</summary>
/// <param name="Cost">What is paid.</param>
/// <param name="Unit">Empty for counts.</param>
internal sealed record CostChart(string Metric, string Cost, string Unit, IReadOnlyList<CostPoint> Points, int Total)
{
    /// <summary>Points beside the front.</summary>
    public const int MostPoints = 1000;

    /// <summary>By parameters and by training time.</summary>
    public static IReadOnlyList<CostChart> Of(
        IReadOnlyList<LeaderboardRow> rows, IReadOnlyDictionary<long, ConfigurationTrials> trials, string metric, bool maximize)
    {
        return
        [
            .. new[]
            {
                Build("parameters", "", row => row.Parameters),
                Build("training time of a trial", "s", row => trials[row.Configuration].Trials.Where(trial => trial.Epochs > 0).Select(trial => trial.TrainSeconds).DefaultIfEmpty().Average()),
            }.Where(chart => chart.Points.Count > 1),
        ];

        CostChart Build(string cost, string unit, Func<LeaderboardRow, double?> costOf)
        {
            var points = rows
                .Select(row => new CostPoint(LeaderboardText.Settings(row.Settings), ChartNumber.Of(costOf(row)) ?? 0, ChartNumber.Of(row.Objective.Mean) ?? 0, false))
                .Where(point => point.Cost > 0)
                .ToArray();
            var front = Front(points, maximize);
            var others = points.Where(point => !front.Contains(point)).ToArray();
            return new(metric, cost, unit, [.. front.Select(point => point with { Front = true }), .. Thinned.Of(others, MostPoints)], points.Length);
        }
    }

    /// <summary>The points that no other beats in one and equals in the other, cheapest first.</summary>
    internal static IReadOnlyList<CostPoint> Front(IEnumerable<CostPoint> points, bool maximize)
    {
        var front = new List<CostPoint>();
        foreach (var point in points.OrderBy(point => point.Cost).ThenBy(point => maximize ? -point.Value : point.Value))
        {
            if (front.Count == 0 || (maximize ? point.Value > front[^1].Value : point.Value < front[^1].Value))
                front.Add(point);
        }

        return front;
    }
}

internal sealed record CostPoint(string Name, double Cost, double Value, bool Front);
