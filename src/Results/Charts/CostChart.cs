using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Charts;

/// <summary>The costs and objectives of configurations, with the Pareto front: the configurations that no other beats at the same or a
/// lower cost.</summary>
/// <param name="Cost">Name of the cost.</param>
/// <param name="Unit">Unit of the cost; empty for counts.</param>
public sealed record CostChart(string Metric, string Cost, string Unit, IReadOnlyList<CostPoint> Points, int Total)
{
    /// <summary>Maximum number of points beside the front.</summary>
    public const int MaxPoints = 1000;

    /// <summary>Creates the charts by parameters and by training time.</summary>
    public static IReadOnlyList<CostChart> Create(ChartRows rows, string metric, bool maximize)
    {
        return
        [
            .. new[]
            {
                Build("parameters", "", row => rows[row].Parameters),
                Build("training time of a trial", "s", row => rows[row].Seconds),
            }.Where(chart => chart.Points.Count > 1),
        ];

        CostChart Build(string cost, string unit, Func<int, double> costOf)
        {
            var priced = rows.Rows.Where(row => costOf(row) > 0).ToArray();
            var front = Front([.. priced.Select(row => (row, costOf(row), rows[row].Objective))], maximize);
            var others = Thinned.Select([.. priced.Except(front)], MaxPoints);
            return new(
                metric, cost, unit, [.. front.Select(row => Point(row, true)), .. others.Select(row => Point(row, false))], priced.Length);

            CostPoint Point(int row, bool isFront) => new(
                RowText.Settings(rows.Settings(row)), ChartNumber.Round(costOf(row)) ?? 0,
                ChartNumber.Round(rows[row].Objective) ?? 0, isFront);
        }
    }

    /// <summary>The points that no other point beats in one and equals in the other, cheapest first.</summary>
    public static IReadOnlyList<T> Front<T>((T Point, double Cost, double Value)[] points, bool maximize)
    {
        var front = new List<T>();
        double? best = null;
        foreach (var (point, _, value) in points.OrderBy(point => point.Cost).ThenBy(point => maximize ? -point.Value : point.Value))
        {
            if (best is null || (maximize ? value > best : value < best))
            {
                front.Add(point);
                best = value;
            }
        }

        return front;
    }
}

public sealed record CostPoint(string Name, double Cost, double Value, bool Front);
