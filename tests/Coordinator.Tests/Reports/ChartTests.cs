using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Reports;
using SweepCluster.Coordinator.Reports.Charts;
using SweepCluster.Coordinator.Tests.Rendering;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Reports;

/// <summary>The figures behind the charts.</summary>
public sealed class ChartTests
{
    [Fact]
    public void Front_Points_AreThoseThatNothingCheaperBeats()
    {
        CostPoint[] points = [new("d", 4, 0.9, false), new("a", 1, 0.5, false), new("b", 2, 0.4, false), new("c", 2, 0.9, false), new("e", 8, 0.95, false)];

        CostChart.Front(points, maximize: true).Select(point => point.Name).ShouldBe(["a", "c", "e"]);
        CostChart.Front(points, maximize: false).Select(point => point.Name).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Effect_OfTheOnlySettingThatMatters_ExplainsAllAndComesFirst()
    {
        var rows = Rows(("relu", 1, 0.5), ("relu", 2, 0.9), ("tanh", 1, 0.5), ("tanh", 2, 0.9));

        var effects = EffectChart.Of(SettingAxis.Of(rows), rows, "val_accuracy");

        effects.Select(effect => (effect.Name, effect.Explained)).ShouldBe([("width", 1.0), ("activation", 0.0)]);
        effects[0].Values.Select(value => (value.Text, value.Mean, value.Count)).ShouldBe([("1", 0.5, 2), ("2", 0.9, 2)]);
    }

    [Fact]
    public void Heat_OfTwoSettings_AveragesOverTheRest()
    {
        var rows = Rows(("relu", 1, 0.5), ("relu", 2, 0.9), ("relu", 2, 0.7), ("tanh", 1, 0.25));
        var axes = SettingAxis.Of(rows);

        var map = HeatChart.Of(EffectChart.Of(axes, rows, "m"), axes, rows, "m", true).ShouldHaveSingleItem();

        var cells = map.Cells.ToDictionary(cell => (map.Columns[(int)cell[0]], map.Rows[(int)cell[1]]), cell => (cell[2], cell[3]));
        cells[map.X == "width" ? ("2", "relu") : ("relu", "2")].ShouldBe((0.8, 2));
        cells.Count.ShouldBe(3);
    }

    [Fact]
    public void Axis_ManyNumbers_BecomeRangesThatHoldAllOfThem()
    {
        var rows = Enumerable.Range(0, 100).Select(number => Row(number, 0.5, new SettingAssignment("lr", new SettingValue.Number(number / 100.0)))).ToArray();

        var axis = SettingAxis.Of(rows).ShouldHaveSingleItem();

        axis.IsContinuous.ShouldBeTrue();
        axis.Labels.Count.ShouldBe(8);
        rows.CountBy(row => axis.PlaceOf(row)!.Value).Select(range => range.Value).ShouldAllBe(count => count >= 12);
    }

    [Fact]
    public void Curve_SeedsOfUnequalLength_AveragesThoseThatGotSoFar()
    {
        IReadOnlyList<EpochReport>[] seeds = [[Epoch(1, 0.5), Epoch(2, 0.75)], [Epoch(1, 0.25)]];

        var curve = MetricCurve.Of(seeds, Contracts.Configurations.Metric.ValidationAccuracy).ShouldNotBeNull();

        curve.Epochs.ShouldBe([1, 2]);
        curve.Mean.ShouldBe([0.375, 0.75]);
        curve.Low.ShouldBe([0.25, 0.75]);
        curve.High.ShouldBe([0.5, 0.75]);
    }

    [Theory]
    // Seeds of 0.80 and 0.82: the mean's interval is 0.81 ± 0.127, a run's 0.81 ± 0.220.
    [InlineData(0.81, "WithinMean")]
    [InlineData(0.95, "WithinRun")]
    [InlineData(0.5, "Differs")]
    public void Published_Figure_IsJudgedByMeanThenByRun(double published, string verdict)
    {
        var spec = Specs.Read($"name: p\ndataset: glyphs\nsplit: {{last: 100}}\nseeds: 2\nspace: {{width: [8, 16]}}\npublished:\n  - {{where: {{width: 8}}, test_accuracy: {published}}}\n");
        ConfigurationTrials[] configurations = [new(0, [Tested(0, 0.80), Tested(1, 0.82)]), new(1, [Tested(0, 0.5)])];

        var comparison = PublishedComparison.Of(spec, configurations).ShouldHaveSingleItem();

        comparison.Configurations.ShouldBe(1);
        comparison.Ours!.Mean.ShouldBe(0.81, 1e-12);
        comparison.Ours.HalfWidth!.Value.ShouldBe(0.12706, 1e-4);
        comparison.RunHalfWidth!.Value.ShouldBe(0.22008, 1e-4);
        comparison.Verdict.ToString().ShouldBe(verdict);
    }

    [Fact]
    public void Published_OneSeed_IsUndecided()
    {
        var spec = Specs.Read("name: p\ndataset: glyphs\nsplit: {last: 100}\npublished:\n  - {test_accuracy: 0.8}\n");

        PublishedComparison.Of(spec, [new(0, [Tested(0, 0.80)])]).ShouldHaveSingleItem().Verdict.ShouldBe(PublishedVerdict.Undecided);
    }

    private static EpochReport Epoch(int epoch, double accuracy) => new(epoch, 0.5, 0.5, 0.5, accuracy, 0.001, 1, 100);

    private static TrialRecord Tested(int repeat, double accuracy)
    {
        var trial = SweepSamples.Trial(0, repeat);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy } };
    }

    private static LeaderboardRow[] Rows(params (string Activation, double Width, double Objective)[] rows) =>
    [
        .. rows.Index().Select(row => Row(
            row.Index, row.Item.Objective,
            new("activation", new SettingValue.Text(row.Item.Activation)), new("width", new SettingValue.Number(row.Item.Width)))),
    ];

    private static LeaderboardRow Row(long configuration, double objective, params SettingAssignment[] settings) => new()
    {
        Rank = 1,
        Tied = false,
        Configuration = configuration,
        Settings = [.. settings],
        Objective = new(objective, 1, null),
        Best = objective,
        Worst = objective,
        Seeds = new(1, 0, 0, 0, 0),
    };
}
