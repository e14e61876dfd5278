using System.Text.Json;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims about figures that agree over seeds, against <c>Golden/make_resolution.py</c>.</summary>
public sealed class ResolutionTests
{
    private const string Two = "space: {optimizer: [adam, adagrad]}";

    private static readonly JsonElement Golden = StatisticsTests.Read("resolution.json");

    [Fact]
    public void Decide_PairedCountsOfImages_AreTheGoldenNumbers() => StatisticsTests.Each(Golden, "paired", row =>
    {
        var decision = Decide(Spec(row, "adam > adagrad"), Accuracies(row, "a"), Accuracies(row, "b"));

        decision.Test.ShouldStartWith("paired t");
        ShouldBe(decision, row);
    });

    [Fact]
    public void Decide_CountsOfImagesWithoutSharedSeeds_AreTheGoldenNumbers() => StatisticsTests.Each(Golden, "welch", row =>
    {
        var (a, b) = (Accuracies(row, "a"), Accuracies(row, "b"));
        TrialRecord[] trials = [.. Trials(0, a), .. b.Select((value, index) => Trial(1, a.Length + index, value))];

        var decision = ClaimTable.Decide(Spec(row, "adam > adagrad"), trials).ShouldHaveSingleItem();

        decision.Test.ShouldStartWith("Welch's t");
        ShouldBe(decision, row);
    });

    [Fact]
    public void Decide_ThreeSeedsThatDifferByTheSameImage_IsUndecided()
    {
        var decision = Decide(Spec("mnist", Two, "adam > adagrad"), [0.9701, 0.9721, 0.9711], [0.97, 0.972, 0.971]);

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        // The variance of the difference is 1 / 6 of a squared image; with two degrees of freedom p is 1 - t / sqrt(2 + t²).
        decision.P!.Value.ShouldBe(1 - Math.Sqrt(18.0 / 20), 1e-9);
        decision.StandardizedEffect!.Value.ShouldBe(Math.Sqrt(6), 1e-9);
    }

    [Theory]
    [InlineData("width: increasing")]
    [InlineData("width: decreasing")]
    [InlineData("width: no gain beyond 1 within 0.0002")]
    public void Decide_AlongAnAxisSeedsThatDifferByTheSameImage_IsUndecided(string that) =>
        Decide(Spec("mnist", "space: {width: [1, 2]}", that), [0.97, 0.972, 0.971], [0.9701, 0.9721, 0.9711]).Verdict
            .ShouldBe(ClaimVerdict.Undecided);

    [Fact]
    public void Decide_MeanOverOtherSettings_AveragesTheRounding()
    {
        // Four networks by two optimizers: the mean over the networks is known four times as finely, as variances go.
        double[] better = [0.9701, 0.9701, 0.9701], worse = [0.97, 0.97, 0.97];
        var decision = Decide(
            Spec("mnist", "space: {optimizer: [adam, adagrad], width: [1, 2, 3, 4]}", "adam > adagrad"),
            better, better, better, better, worse, worse, worse, worse);

        // t² is 1 / (1 / 6 / 4 / 3), and with two degrees of freedom p is 1 - t / sqrt(2 + t²).
        decision.P!.Value.ShouldBe(1 - Math.Sqrt(72.0 / 74), 1e-9);
    }

    [Fact]
    public void Decide_OwnFiles_TakesTheNumberOfImagesFromTheAccuracies()
    {
        // In lowest terms these are 19/20, 24/25, 97/100, 47/50, 19/20 and 24/25, which have 100 images in common.
        var decision = Decide(Spec("idx:mine", Two, "adam > adagrad"), [0.95, 0.96, 0.97], [0.94, 0.95, 0.96]);

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.P!.Value.ShouldBe(1 - Math.Sqrt(18.0 / 20), 1e-9);
    }

    [Theory]
    [InlineData("adam > adagrad", "test_loss")]
    [InlineData("adam < adagrad", "test_loss")]
    [InlineData("adam > adagrad", "seconds_per_epoch")]
    public void Decide_ALossThatDoesNotVary_HasAnEffectButNoTest(string that, string metric)
    {
        var spec = Specs.Quick($"{Two}\nclaims: [{{that: {that}, metric: {metric}}}]\n");

        ShouldHaveNoTest(ClaimTable.Decide(spec, [.. Trials(0, 0.5, 0.5, 0.5), .. Trials(1, 0.25, 0.25, 0.25)]).ShouldHaveSingleItem());
    }

    [Theory]
    [InlineData("width: increasing", "test_loss")]
    [InlineData("width: increasing, diminishing", "test_loss")]
    [InlineData("width: no gain beyond 1 within 0.1", "test_loss")]
    public void Decide_ALossThatDoesNotVaryAlongAnAxis_HasNoTest(string that, string metric)
    {
        var spec = Specs.Quick($"space: {{width: [1, 2, 3]}}\nclaims: [{{that: \"{that}\", metric: {metric}}}]\n");

        foreach (var decision in ClaimTable.Decide(
            spec, [.. Trials(0, 0.5, 0.5, 0.5), .. Trials(1, 0.25, 0.25, 0.25), .. Trials(2, 0.1, 0.1, 0.1)]))
            ShouldHaveNoTest(decision);
    }

    [Fact]
    public void Decide_OneUnvaryingFigureAmongOthers_CountsAmongThemByHolm()
    {
        var spec = Specs.Quick(
            $"{Two}\nclaims: [{{that: adam > adagrad, metric: seconds_per_epoch}}, {{that: adam > adagrad, metric: test_accuracy}}]\n",
            dataset: "mnist");

        var decisions = ClaimTable.Decide(spec, [.. Trials(0, 0.9, 0.91, 0.92), .. Trials(1, 0.8, 0.8, 0.83)]);

        decisions[0].AdjustedP.ShouldBeNull();
        decisions[1].AdjustedP!.Value.ShouldBe(2 * decisions[1].P!.Value, 1e-12);
    }

    private static void ShouldHaveNoTest(ClaimDecision decision)
    {
        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.Test.ShouldBe("no variation between 3 seeds");
        decision.Effect.ShouldNotBeNull();
        (decision.P, decision.AdjustedP, decision.Low, decision.High, decision.StandardizedEffect, decision.MoreSeeds).ShouldBe(
            (null, null, null, null, null, null));
    }

    private static void ShouldBe(ClaimDecision decision, JsonElement row)
    {
        StatisticsTests.Near(decision.P!.Value, StatisticsTests.Number(row, "p"), 1e-9);
        StatisticsTests.Near(decision.Low!.Value, StatisticsTests.Number(row, "low"), 1e-8);
        StatisticsTests.Near(decision.High!.Value, StatisticsTests.Number(row, "high"), 1e-8);
    }

    private static double[] Accuracies(JsonElement row, string side) =>
        [.. StatisticsTests.Numbers(row, side).Select(count => count / StatisticsTests.Number(row, "images"))];

    private static SweepSpec Spec(JsonElement row, string that) =>
        Spec($"{{name: glyphs, test: {StatisticsTests.Number(row, "images")}}}", Two, that);

    private static SweepSpec Spec(string dataset, string space, string that) =>
        Specs.Quick($"{space}\nclaims: [{{that: \"{that}\", metric: test_accuracy}}]\n", dataset: dataset);

    private static ClaimDecision Decide(SweepSpec spec, params double[][] accuracies) =>
        ClaimTable.Decide(spec, [.. accuracies.SelectMany((values, configuration) => Trials(configuration, values))])
            .ShouldHaveSingleItem();

    private static IEnumerable<TrialRecord> Trials(long configuration, params double[] accuracies) =>
        accuracies.Select((accuracy, seedIndex) => Trial(configuration, seedIndex, accuracy));

    private static TrialRecord Trial(long configuration, int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy, TestLoss = 1 - accuracy } };
    }
}
