using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.RangeTests;

public sealed class RangeTestRatesTests
{
    private const string Networks = "space: {hidden: [[8], [8, 4]]}\n";

    private static readonly SweepSpec Tests = Specs.Quick($"kind: lr-range\n{Networks}", name: "tests");

    private static readonly SweepSpec Training =
        Specs.Quick($"base: {{optimizer: sgd, lr: from-range-test}}\nrange_test: {{of: tests}}\n{Networks}");

    [Fact]
    public void Resolve_EachNetwork_TrainsAtHalfItsMinimum()
    {
        var text = RangeTestRates.Resolve(Training, Tests, "tests-1", [Trial(0, 2), Trial(1, 3)]);

        var spec = Specs.Read(text);
        spec.Rates.Select(rate => rate.Rate).ShouldBe([0.2, 0.4]);
        Rates(spec, Searcher.Create(spec)).ShouldBe([0.2, 0.4]);
        text.ShouldContain("# Found by tests-1");
    }

    // JSON, indented keys, a document that ends, rates that are empty, an anchor and a comment, and no line break at the end.
    [Theory]
    [InlineData(
        """{"name": "t", "dataset": "glyphs", "base": {"optimizer": "sgd", "lr": "from-range-test"},"""
        + """ "range_test": {"of": "tests"}, "space": {"hidden": [[8], [8, 4]]}}""")]
    [InlineData("{name: t, dataset: glyphs, base: {optimizer: sgd, lr: from-range-test}, range_test: {of: tests}, space: "
        + "{hidden: [[8], [8, 4]]}}\n")]
    [InlineData("  name: t\n  dataset: glyphs\n  base: {optimizer: sgd, lr: from-range-test}\n  range_test: {of: tests}\n"
        + "  space: {hidden: [[8], [8, 4]]}\n")]
    [InlineData("---\nname: t\ndataset: glyphs\nbase: {optimizer: sgd, lr: from-range-test}\nrange_test: {of: tests}\n"
        + "space: {hidden: [[8], [8, 4]]}\n...\n")]
    [InlineData("name: t\ndataset: glyphs\nrates: []\nbase: {optimizer: sgd, lr: from-range-test}\nrange_test: {of: tests}\n"
        + "space: {hidden: [[8], [8, 4]]}\n")]
    [InlineData("name: t\ndataset: glyphs\nbase: {optimizer: sgd, lr: from-range-test}\nrange_test: {of: tests}\n"
        + "space: {hidden: [&n [8], [8, 4]]}\npublished: [{where: {hidden: *n}, test_loss: 1}] # end")]
    [InlineData("name: t\ndataset: glyphs\nbase: {optimizer: sgd, lr: from-range-test}\nrange_test: {of: tests}\n"
        + "space: {hidden: [[8], [8, 4]]}\ndescription: |+\n  rates:\n\n\n")]
    public void Resolve_ASpecInAnyForm_TrainsAtTheRates(string training)
    {
        var tests = Specs.Read($"name: tests\ndataset: glyphs\nkind: lr-range\n{Networks}");
        var before = Specs.Read(training);

        var spec = Specs.Read(RangeTestRates.Resolve(before, tests, "tests-1", [Trial(0, 2), Trial(1, 3)]));

        Rates(spec, Searcher.Create(spec)).ShouldBe([0.2, 0.4]);
        (spec with { Text = "", Rates = [], Description = "" }).ShouldBe(before with { Text = "", Description = "" });
    }

    [Fact]
    public void Resolve_SeveralSeeds_IsTheirGeometricMean() =>
        Specs.Read(RangeTestRates.Resolve(Training, Tests, "tests-1", [Trial(0, 1), Trial(0, 3), Trial(1, 3)])).Rates[0].Rate.ShouldBe(0.2);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.2)]
    [InlineData(4, 0.8)]
    public void Resolve_MinimumAtAnyStep_IsWithinTheTestedRates(int step, double rate)
    {
        var text = RangeTestRates.Resolve(Training, Tests, "tests-1", [Trial(0, step), Trial(1, 3)]);

        Specs.Read(text).Rates[0].Rate.ShouldBe(rate);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void HalfOfMinimum_BelowTheFirstRate_IsTheFirstRate(int step, bool untested)
    {
        var test = Trial(0, step).Final!.Range!;

        test.IsHalfUntested.ShouldBe(untested);
        test.HalfOfMinimum.ShouldBe(0.1);
    }

    [Fact]
    public void Mean_RoundedToFourDigits_StaysWithinTheTestedRates()
    {
        double[] losses = [1, 2];
        var test = new RangeTestResult
        {
            Settings = new(0.123449, 1.0000001, 1, null, 0.9),
            Losses = losses.ToEquatableArray(),
            RunningMeans = losses.ToEquatableArray(),
        };

        RangeTestRates.Mean([test], own => own.MinimumRate).ShouldBe(0.123449);
    }

    [Fact]
    public void Resolve_ATestThatHasNotFinished_DoesNotCount() =>
        Should.Throw<SweepException>(() => RangeTestRates.Resolve(
            Training, Tests, "tests-1",
            [Trial(0, 2) with { State = TrialState.Running, Final = null }, Trial(1, 3) with { State = TrialState.Failed, Final = null }]))
            .Message.ShouldContain("no finished range test");

    [Fact]
    public void Resolve_NetworkWithoutTest_IsRefused() =>
        Should.Throw<SweepException>(() => RangeTestRates.Resolve(Training, Tests, "tests-1", [Trial(0, 2)]))
            .Message.ShouldContain("hidden=[8, 4]");

    [Fact]
    public void Resolve_NoFinishedTest_IsRefused() =>
        Should.Throw<SweepException>(() => RangeTestRates.Resolve(Training, Tests, "tests-1", []))
            .Message.ShouldContain("no finished range test");

    [Fact]
    public void Resolve_ASweepThatTrains_IsRefused() =>
        Should.Throw<SweepException>(() => RangeTestRates.Resolve(Training, Training, "quick-1", [Trial(0, 2)]))
            .Message.ShouldContain("kind: lr-range");

    [Fact]
    public void Resolve_OtherImages_IsRefused() =>
        Should.Throw<SweepException>(
            () => RangeTestRates.Resolve(Training, Specs.Quick($"kind: lr-range\n{Networks}", dataset: "mnist"), "tests-1", [Trial(0, 2)]))
            .Message.ShouldContain("same data set");

    [Fact]
    public void SteepestRate_FallingCurve_IsWhereItFallsFastest()
    {
        // A logistic fall around step 60, then a rise.
        var losses = Enumerable.Range(0, 120)
            .Select(step => (2.3 / (1 + Math.Exp((step - 60) / 4.0))) + (step > 90 ? (step - 90) * 0.1 : 0))
            .ToArray();
        var result = new RangeTestResult
        {
            Settings = new(1e-3, 1.1, 1e9, null, Smoothing: 0),
            Losses = losses.ToEquatableArray(),
            RunningMeans = losses.ToEquatableArray(),
        };

        result.Smoothed().ShouldBe(losses.ToEquatableArray());
        Math.Abs(Math.Log(result.SteepestRate / 1e-3, 1.1) - 60).ShouldBeLessThan(2.5);
    }

    [Fact]
    public void Smoothed_ConstantLoss_IsThatLossFromTheStart()
    {
        var result = new RangeTestResult { Settings = RangeTestSettings.Default, Losses = [2, 2, 2], RunningMeans = [2, 2, 2] };

        result.Smoothed().ShouldAllBe(loss => Math.Abs(loss - 2) < 1e-12);
    }

    private static IEnumerable<double> Rates(SweepSpec spec, ISearcher searcher) =>
        Enumerable.Range(0, (int)searcher.Count)
            .Select(number => ConfigurationResolver.Resolve(spec, searcher.Propose(number)).Optimizer.LearningRate);

    // Its running mean is least at the step, where the rate is 0.1 * 2^step.
    private static TrialRecord Trial(long configuration, int step)
    {
        var trial = TrialSamples.Succeeded(configuration, step, 0.5);
        double[] means = [.. Enumerable.Range(0, 5).Select(index => 1.0 + Math.Abs(index - step))];
        return trial with
        {
            Final = trial.Final! with
            {
                Range = new()
                {
                    Settings = new(0.1, 2, 10, null, 0.9),
                    Losses = means.ToEquatableArray(),
                    RunningMeans = means.ToEquatableArray(),
                },
            },
        };
    }
}
