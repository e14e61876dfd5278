using System.Globalization;
using System.Text.Json;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims with a margin and claims about a constant, against <c>Golden/make_margins.py</c>.</summary>
public sealed class MarginTests
{
    private const string Two = "space: {optimizer: [adam, adagrad]}";

    private static readonly JsonElement Golden = StatisticsTests.Read("margins.json");

    [Fact]
    public void Decide_PairsWithinAMargin_AreTheGoldenNumbers() => StatisticsTests.Each(Golden, "pairs", row =>
    {
        var decision = Decide(
            Two, $"adam = adagrad within {Text(row, "margin")}", [.. Trials(0, Numbers(row, "a")), .. Trials(1, Numbers(row, "b"))]);

        ShouldBeGolden(decision, row);
    });

    [Fact]
    public void Decide_AConstantNearby_IsTheGoldenNumbers() => StatisticsTests.Each(Golden, "near", row =>
    {
        var decision = Decide(
            "", $"test_loss = {Text(row, "value")} within {Text(row, "margin")}", [.. Trials(0, Numbers(row, "a"))]);

        ShouldBeGolden(decision, row);
    });

    [Fact]
    public void Decide_AConstant_IsTheGoldenNumbers() => StatisticsTests.Each(Golden, "constant", row =>
    {
        var decision = Decide("", $"test_loss > {Text(row, "value")}", [.. Trials(0, Numbers(row, "a"))]);

        decision.Test.ShouldBe($"one-sample t over {Numbers(row, "a").Length} seeds");
        decision.EffectName.ShouldBe($"difference from {Text(row, "value")}");
        StatisticsTests.Near(decision.P!.Value, StatisticsTests.Number(row, "p"), 1e-8);
        StatisticsTests.Near(decision.Low!.Value, StatisticsTests.Number(row, "low"), 1e-8);
        StatisticsTests.Near(decision.High!.Value, StatisticsTests.Number(row, "high"), 1e-8);
    });

    [Theory]
    [InlineData("adam = adagrad within 0.1", ClaimVerdict.Supported)]
    [InlineData("adam = adagrad within 0.01", ClaimVerdict.Contradicted)]
    [InlineData("adam = adagrad within 0.05", ClaimVerdict.Undecided)]
    public void Decide_ADifference_GoesByTheMargin(string that, ClaimVerdict verdict) =>
        Decide(Two, that, [.. Trials(0, 0.30, 0.31, 0.32, 0.33), .. Trials(1, 0.25, 0.27, 0.26, 0.28)]).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData("test_loss > 0.2", ClaimVerdict.Supported)]
    [InlineData("test_loss < 0.2", ClaimVerdict.Contradicted)]
    [InlineData("test_loss < 0.315", ClaimVerdict.Undecided)]
    public void Decide_AConstant_GoesByTheSign(string that, ClaimVerdict verdict) =>
        Decide("", that, [.. Trials(0, 0.30, 0.31, 0.32, 0.33)]).Verdict.ShouldBe(verdict);

    [Fact]
    public void Decide_AConstant_AveragesTheConfigurations() =>
        Decide(Two, "test_loss > 0.2", [.. Trials(0, 0.30, 0.31, 0.32), .. Trials(1, 0.50, 0.53, 0.52)])
            .Effect!.Value.ShouldBe(0.2133333333, 1e-9);

    [Theory]
    [InlineData("accuracy_gap > 0", 0.1)]
    [InlineData("loss_gap > 0", 0.3)]
    public void Decide_AGap_IsOfTheFinalWeights(string that, double effect)
    {
        TrialRecord[] trials = [.. Trials(0, 0.5, 0.5, 0.5).Select((trial, seed) => trial with
        {
            Final = trial.Final! with { TestAccuracy = 0.8, Training = new(0.2 + (0.01 * (seed - 1)), 0.9 + (0.01 * (seed - 1))) },
        })];

        var decision = Decide("", that, trials, metric: "");

        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
        decision.Effect!.Value.ShouldBe(effect, 1e-12);
    }

    [Fact]
    public void Decide_AGapThatWasNotRecorded_HasNoFigures() =>
        Decide("", "accuracy_gap > 0", [.. Trials(0, 0.5, 0.5, 0.5)], metric: "").Test
            .ShouldBe("fewer than two seeds with a score of the training images at the end; trials record it if the spec has such a claim");

    [Theory]
    [InlineData("claims: [{that: accuracy_gap > 0}]", true)]
    [InlineData("claims: [{that: loss_gap < 1}]", true)]
    [InlineData("claims: [{that: test_loss < 1}]", false)]
    public void ScoresTraining_OfASpec_IsWhatItsClaimsNeed(string claims, bool scores) =>
        ConfigurationResolver.Resolve(Specs.Quick($"{claims}\n", dataset: "mnist"), []).ScoresTraining.ShouldBe(scores);

    [Fact]
    public void Decide_AMarginThatIsNearlyShown_NamesFurtherSeeds()
    {
        var decision = ClaimTable.Decide(
            Spec(Two, "adam = adagrad within 0.02"), [.. Trials(0, 0.30, 0.31, 0.32), .. Trials(1, 0.29, 0.32, 0.31)],
            plan: new([3], 5)).ShouldHaveSingleItem();

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        (decision.MoreSeeds > 0).ShouldBeTrue();
    }

    [Theory]
    [InlineData("adam = adagrad within 0.1")]
    [InlineData("test_loss > 0.2")]
    public void Decide_TwoSeeds_HaveNoVerdict(string that) =>
        Decide(Two, that, [.. Trials(0, 0.30, 0.31), .. Trials(1, 0.28, 0.30)]).P.ShouldBeNull();

    private static void ShouldBeGolden(ClaimDecision decision, JsonElement row)
    {
        StatisticsTests.Near(decision.P!.Value, StatisticsTests.Number(row, "p"), 1e-8);
        if (decision.Verdict != ClaimVerdict.Undecided)
            (decision.Verdict == ClaimVerdict.Supported).ShouldBe(StatisticsTests.Number(row, "same") == 1);
    }

    private static ClaimDecision Decide(string space, string that, TrialRecord[] trials, string metric = ", metric: test_loss") =>
        ClaimTable.Decide(Spec(space, that, metric), trials).ShouldHaveSingleItem();

    private static SweepSpec Spec(string space, string that, string metric = ", metric: test_loss") =>
        Specs.Quick($"{space}\nclaims: [{{that: \"{that}\"{metric}}}]\n", dataset: "mnist");

    private static double[] Numbers(JsonElement row, string name) => StatisticsTests.Numbers(row, name);

    private static string Text(JsonElement row, string name) =>
        StatisticsTests.Number(row, name).ToString("R", CultureInfo.InvariantCulture);

    // A loss, which comes in no steps.
    private static IEnumerable<TrialRecord> Trials(long configuration, params double[] losses) => losses.Select((loss, seedIndex) =>
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, loss);
        return trial with { Final = trial.Final! with { TestLoss = loss } };
    });
}
