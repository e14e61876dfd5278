using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;

namespace SweepCluster.Coordinator.Tests.Reports;

/// <summary>The figures behind the charts.</summary>
public sealed class ChartTests
{
    [Fact]
    public void Front_Points_AreThoseThatNothingCheaperBeats()
    {
        (string, double, double)[] points = [("d", 4, 0.9), ("a", 1, 0.5), ("b", 2, 0.4), ("c", 2, 0.9), ("e", 8, 0.95)];

        CostChart.Front(points, maximize: true).ShouldBe(["a", "c", "e"]);
        CostChart.Front(points, maximize: false).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Effect_OfTheOnlySettingThatMatters_ExplainsAllAndComesFirst()
    {
        var rows = Rows(("relu", 1, 0.5), ("relu", 2, 0.9), ("tanh", 1, 0.5), ("tanh", 2, 0.9));

        var effects = EffectChart.Create(SettingAxis.FindAll(rows), rows, "val_accuracy");

        effects.Select(effect => (effect.Name, effect.Explained!.Value)).ShouldBe([("width", 1.0), ("activation", 0.0)]);
        effects[0].Chance.ShouldNotBeNull().ShouldBe(0.814064, 1e-5);
        effects[0].Values.Select(value => (value.Text, value.Mean!.Value, value.Count)).ShouldBe([("1", 0.5, 2), ("2", 0.9, 2)]);
    }

    [Fact]
    public void Heat_OfTwoSettings_AveragesOverTheRest()
    {
        var rows = Rows(("relu", 1, 0.5), ("relu", 2, 0.9), ("relu", 2, 0.7), ("tanh", 1, 0.25));
        var axes = SettingAxis.FindAll(rows);

        var map = HeatChart.Create(EffectChart.Create(axes, rows, "m"), axes, rows, "m", true).ShouldHaveSingleItem();

        var cells = map.Cells.ToDictionary(cell => (map.Columns[(int)cell[0]], map.Rows[(int)cell[1]]), cell => (cell[2], cell[3]));
        cells[map.X == "width" ? ("2", "relu") : ("relu", "2")].ShouldBe((0.8, 2));
        cells.Count.ShouldBe(3);
    }

    [Fact]
    public void Charts_ConfigurationsWithoutAResult_ShowThem()
    {
        // With the greatest rate nothing has a result; with tanh at 0.1 one of two seeds survived.
        var totals = new[]
        {
            new ConfigurationTotal(0).With(0.9, 100, 1),
            new ConfigurationTotal(1).With(0.8, 100, 1).With(null, 100, null, isMissing: true),
            new ConfigurationTotal(2).With(null, 100, null, isMissing: true),
            new ConfigurationTotal(3).With(null, 100, null, isMissing: true).With(null, 100, null, isMissing: true),
            new ConfigurationTotal(4),
        };
        var rows = new ChartRows(totals, Goal.Maximize, configuration =>
        [
            new("activation", new SettingValue.Text(configuration % 2 == 0 ? "relu" : "tanh")),
            new("lr", new SettingValue.Number(configuration / 2 == 0 ? 0.1 : 10)),
        ]);
        var axes = SettingAxis.FindAll(rows);

        var effects = EffectChart.Create(axes, rows, "m");
        var map = HeatChart.Create(effects, axes, rows, "m", true).ShouldHaveSingleItem();
        var parallel = ParallelChart.Create(axes, rows, "m", true).ShouldNotBeNull();

        (rows.Count, rows.Lost.Count, rows.All.Count).ShouldBe((2, 2, 4));
        axes.Select(axis => string.Join(' ', axis.Labels)).ShouldBe(["relu tanh", "0.1 10"]);
        effects.Single(effect => effect.Name == "lr").Values.ShouldBe(
            [new EffectValue("0.1", 0.85, 0.8, 0.9, 2, 0), new EffectValue("10", null, null, null, 0, 2)]);
        Named(map, map.Cells).ShouldBe(["relu 0.1: 0.9 1 0 0", "tanh 0.1: 0.8 1 1 0"], ignoreOrder: true);
        Named(map, map.Lost).ShouldBe(["relu 10: 1", "tanh 10: 1"], ignoreOrder: true);
        (parallel.Lines.Count, parallel.Total, parallel.TotalLost).ShouldBe((2, 2, 2));
        parallel.Lost.Select(line => string.Join(' ', line)).ShouldBe(["0 1", "1 1"]);

        static IEnumerable<string> Named(HeatChart map, IReadOnlyList<IReadOnlyList<double>> cells) => cells.Select(cell =>
        {
            var (column, row) = (map.Columns[(int)cell[0]], map.Rows[(int)cell[1]]);
            return string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(map.X == "lr" ? $"{row} {column}" : $"{column} {row}")}: {string.Join(' ', cell.Skip(2))}");
        });
    }

    [Fact]
    public void Axis_ManyNumbers_BecomeRangesThatHoldAllOfThem()
    {
        var rows = Rows([.. Enumerable.Range(0, 100)
            .Select(number => (0.5, new[] { new SettingAssignment("lr", new SettingValue.Number(number / 100.0)) }))]);

        var axis = SettingAxis.FindAll(rows).ShouldHaveSingleItem();

        axis.IsContinuous.ShouldBeTrue();
        axis.Labels.Count.ShouldBe(8);
        rows.Rows.CountBy(row => axis.PlaceOf(row)!.Value).Select(range => range.Value).ShouldAllBe(count => count >= 12);
    }

    [Fact]
    public void Curve_SeedsOfUnequalLength_SaysHowFarTheMeanIsOverAllOfThem()
    {
        IReadOnlyList<EpochReport>[] seeds = [[Epoch(1, 0.5), Epoch(2, 0.75)], [Epoch(1, 0.25)], []];

        var curve = MetricCurve.Create(seeds, Metric.ValidationAccuracy).ShouldNotBeNull();

        curve.Epochs.ShouldBe([1, 2]);
        curve.Mean.ShouldBe([0.375, 0.75]);
        curve.Low.ShouldBe([0.25, 0.75]);
        curve.High.ShouldBe([0.5, 0.75]);
        curve.Counts.ShouldBe([2, 1]);
        (curve.Seeds, curve.Whole).ShouldBe((2, 1), "a seed without an epoch does not count");
    }

    [Fact]
    public void Range_SeedsThatEndedEarly_CountAsFarAsAllGot()
    {
        RangeTestResult[] tests = [Test(2, 1, 3), Test(4, 3, 5, 7)];

        var line = RangeLine.Create("net", tests).ShouldNotBeNull();

        line.Rates.ShouldBe([0.001, 0.002, 0.004]);
        line.Mean.ShouldBe([3, 2, 4]);
        line.Low.ShouldBe([2, 1, 3]);
        line.High.ShouldBe([4, 3, 5]);
        (line.MinimumRate, line.MinimumLoss).ShouldBe((0.002, 2));
    }

    [Fact]
    public void Range_ThousandsOfSteps_KeepsEndsAndMinimum()
    {
        var losses = Enumerable.Range(0, 5000).Select(step => step == 4321 ? 0.5 : 1.0).ToArray();

        var line = RangeLine.Create("net", [Test(losses) with { Settings = new(0.001, 1.001, 10, null, 0.98) }]).ShouldNotBeNull();

        line.Rates.Count.ShouldBeLessThanOrEqualTo(RangeChart.MaxPoints + 1);
        line.Rates[0].ShouldBe(0.001);
        line.Mean.ShouldContain(0.5);
        line.Rates[^1].ShouldBe(0.001 * Math.Pow(1.001, 4999), 1e-6);
    }

    private static EpochReport Epoch(int epoch, double accuracy) => new(epoch, 0.5, 0.5, 0.5, accuracy, 0.001, 1, 100);

    private static RangeTestResult Test(params double[] losses) => new()
    {
        Settings = new(0.001, 2, 10, null, 0.98),
        Losses = [.. losses],
        RunningMeans = [.. losses],
    };

    private static ChartRows Rows(params (string Activation, double Width, double Objective)[] rows) => Rows(
    [
        .. rows.Select(row => (
            row.Objective,
            new SettingAssignment[]
            {
                new("activation", new SettingValue.Text(row.Activation)),
                new("width", new SettingValue.Number(row.Width)),
            })),
    ]);

    private static ChartRows Rows((double Objective, SettingAssignment[] Settings)[] rows) => new(
        rows.Select((row, number) => new ConfigurationTotal(number).With(row.Objective, 100, 1)),
        Goal.Maximize,
        configuration => [.. rows[configuration].Settings]);
}
