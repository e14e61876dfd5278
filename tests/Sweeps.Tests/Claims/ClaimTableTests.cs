using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Claims.Statistics;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

public sealed class ClaimTableTests
{
    private const string Two = "space: {optimizer: [adam, adagrad]}";
    private const string Widths = "space: {width: [1, 2, 3]}";

    [Theory]
    [InlineData("adam > adagrad", ClaimVerdict.Supported)]
    [InlineData("adam < adagrad", ClaimVerdict.Contradicted)]
    [InlineData("optimizer=adagrad < optimizer=adam", ClaimVerdict.Supported)]
    public void Decide_ClearDifference_GoesByTheSign(string that, ClaimVerdict verdict)
    {
        var decision = Decide(Two, that, [0.9, 0.91, 0.92], [0.8, 0.8, 0.83]).ShouldHaveSingleItem();

        decision.Verdict.ShouldBe(verdict);
        decision.Test.ShouldBe("paired t over 3 seeds");
        decision.MoreSeeds.ShouldBeNull();
    }

    [Fact]
    public void Decide_PairedSeeds_AreScipys() => StatisticsTests.Each("paired", row =>
    {
        // A loss, which comes in no steps.
        var decision = ClaimTable.Decide(
            Spec(Two, "adam < adagrad", "test_loss"),
            [.. Trials(0, StatisticsTests.Numbers(row, "a")), .. Trials(1, StatisticsTests.Numbers(row, "b"))]).ShouldHaveSingleItem();

        StatisticsTests.Near(decision.P!.Value, StatisticsTests.Number(row, "p"), 1e-9);
        StatisticsTests.Near(decision.Low!.Value, StatisticsTests.Number(row, "low"), 1e-9);
        StatisticsTests.Near(decision.High!.Value, StatisticsTests.Number(row, "high"), 1e-9);
    });

    [Fact]
    public void Decide_NoSharedSeeds_IsWelchs() => StatisticsTests.Each("welch", row =>
    {
        var (a, b) = (StatisticsTests.Numbers(row, "a"), StatisticsTests.Numbers(row, "b"));
        TrialRecord[] trials = [.. Trials(0, a), .. b.Select((value, index) => Trial(1, a.Length + index, value))];

        var decision = ClaimTable.Decide(Spec(Two, "adam < adagrad", "test_loss"), trials).ShouldHaveSingleItem();

        decision.Test.ShouldStartWith("Welch's t");
        StatisticsTests.Near(decision.P!.Value, StatisticsTests.Number(row, "p"), 1e-9);
    });

    [Fact]
    public void FewestSeeds_OfAnEffect_AreAsManyAsScipys() => StatisticsTests.Each("seeds", row =>
    {
        // Two differences, 1 above and 1 below the wanted effect, have a standard deviation of sqrt(2).
        var (effect, wanted) = (StatisticsTests.Number(row, "effect"), (int)StatisticsTests.Number(row, "seeds"));
        if (wanted <= 2)
            return;
        var deviation = Math.Sqrt(2);
        var test = MeanTest.OneSample([(effect * deviation) + 1, (effect * deviation) - 1], roundingVariance: 0);

        FurtherSeeds.Fewest(test, StatisticsTests.Number(row, "alpha")).ShouldBe(wanted);
    });

    [Fact]
    public void Decide_ManyHypotheses_AreHeldToHolmsLevels()
    {
        // p is 0.03 for one: not enough for the first of two.
        double[] a = [0.60, 0.62, 0.65], b = [0.55, 0.58, 0.58];
        Decide(Two, "adam > adagrad", a, b)[0].Verdict.ShouldBe(ClaimVerdict.Supported);

        var decisions = ClaimTable.Decide(
            Specs.Quick(
                $"{Two}\nclaims: [{{that: adam > adagrad, metric: test_accuracy}}, {{that: adam < adagrad, metric: test_loss}}]\n",
                dataset: "mnist"),
            [.. Trials(0, a), .. Trials(1, b)]);

        decisions.ShouldAllBe(decision => decision.Verdict == ClaimVerdict.Undecided);
        // The accuracy has the greater p, by what its steps hide.
        decisions.ShouldAllBe(decision => Math.Abs(decision.AdjustedP!.Value - (2 * decisions[1].P!.Value)) < 1e-12);
    }

    [Fact]
    public void Decide_WhateverElseVaries_IsPairedLikeWithLike()
    {
        // Configurations: adam/8, adam/16, adagrad/8, adagrad/16. Depth matters more than the optimizer.
        const string space = "space: {optimizer: [adam, adagrad], width: [8, 16]}";

        var decision = Decide(space, "adam > adagrad", [0.51, 0.52, 0.52], [0.91, 0.92, 0.93], [0.50, 0.51, 0.51], [0.90, 0.91, 0.92])[0];

        decision.Effect!.Value.ShouldBe(0.01, 1e-12);
        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
    }

    [Fact]
    public void Decide_Where_LooksAtThoseAlone()
    {
        const string space = "space: {optimizer: [adam, adagrad], width: [8, 16]}";
        var spec = Specs.Quick(
            $"{space}\nclaims: [{{that: adam > adagrad, metric: test_accuracy, where: {{width: 16}}}}]\n", dataset: "mnist");

        var decision = ClaimTable.Decide(
            spec, [.. Trials(0, 0.1, 0.1), .. Trials(1, 0.9, 0.91), .. Trials(2, 0.8, 0.7), .. Trials(3, 0.7, 0.71)])[0];

        decision.Effect!.Value.ShouldBe(0.2, 1e-12);
    }

    [Theory]
    [InlineData("width: increasing", ClaimVerdict.Supported, 0.2)]
    [InlineData("width: decreasing", ClaimVerdict.Contradicted, 0.2)]
    public void Decide_Trend_IsTheLineThroughTheValues(string that, ClaimVerdict verdict, double effect)
    {
        var decision = Decide(Widths, that, [0.5, 0.51, 0.5], [0.65, 0.66, 0.66], [0.7, 0.71, 0.7])[0];

        decision.Verdict.ShouldBe(verdict);
        decision.Effect!.Value.ShouldBe(effect, 0.001);
    }

    [Fact]
    public void Decide_TrendAndBend_AreNumpysFits() => StatisticsTests.Each("trend", row =>
    {
        var (x, y) = (StatisticsTests.Numbers(row, "x"), StatisticsTests.Numbers(row, "y"));
        var space = $"space: {{l2: [{string.Join(", ", x)}]}}";
        var seeds = y.Select(value => new[] { value, value, value + 1e-9 }).ToArray();

        var decisions = Decide(space, "l2: increasing, diminishing", seeds);

        StatisticsTests.Near(decisions[0].Effect!.Value, StatisticsTests.Number(row, "slope"), 1e-6);
        StatisticsTests.Near(decisions[1].Effect!.Value, StatisticsTests.Number(row, "bend"), 1e-6);
    });

    [Theory]
    [InlineData("", ClaimVerdict.Undecided)]
    [InlineData(" within 0.02", ClaimVerdict.Supported)]
    public void Decide_NoGain_AllowsTheMargin(string within, ClaimVerdict verdict) =>
        Decide(Widths, $"width: no gain beyond 2{within}", [0.1, 0.1, 0.1], [0.70, 0.71, 0.72], [0.701, 0.709, 0.721])[0]
            .Verdict.ShouldBe(verdict);

    [Fact]
    public void Decide_NoGainWhereThereIsOne_IsContradicted() =>
        Decide(Widths, "width: no gain beyond 1 within 0.01", [0.1, 0.1, 0.1], [0.1, 0.1, 0.11], [0.7, 0.71, 0.72])[0]
            .Verdict.ShouldBe(ClaimVerdict.Contradicted);

    [Fact]
    public void Decide_OneSeed_IsUndecidedAndSaysWhy()
    {
        var decision = Decide(Two, "adam > adagrad", [0.9], [0.8])[0];

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.Test.ShouldBe("fewer than two seeds");
        decision.P.ShouldBeNull();
    }

    [Theory]
    [InlineData("adam > adagrad")]
    [InlineData("adam < adagrad")]
    public void Decide_TwoSeeds_HaveAnEffectAndNoVerdict(string that)
    {
        var decision = Decide(Two, that, [0.9, 0.91], [0.1, 0.111])[0];

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.Test.ShouldBe("paired t over 2 seeds, and 3 are needed to decide");
        Math.Abs(decision.Effect!.Value).ShouldBe(0.7995, 1e-12);
        (decision.P, decision.AdjustedP).ShouldBe((null, null));
        decision.Low.ShouldNotBeNull();
        decision.MoreSeeds.ShouldBeNull("no look is left");
    }

    [Fact]
    public void Decide_TwoSeedsAmongOthers_TakeTheirShareOfTheLevel()
    {
        var spec = Specs.Quick(
            $"{Two}\nclaims: [{{that: adam > adagrad, metric: test_loss}}, {{that: adam > adagrad, metric: train_accuracy, epoch: 1}}]\n");
        TrialRecord[] trials = [.. Trials(0, 0.9, 0.91, 0.92), .. Trials(1, 0.8, 0.8, 0.83)];
        // Only two seeds have an epoch 1.
        EpochRecord[] epochs = [.. trials.Where(trial => trial.SeedIndex < 2).Select(trial => new EpochRecord(
            trial.Trial, new(1, 0, trial.Configuration == 0 ? 0.75 : 0.5, null, null, 0, 0, 0)))];

        var decisions = ClaimTable.Decide(spec, trials, epochs);

        decisions[0].AdjustedP!.Value.ShouldBe(2 * decisions[0].P!.Value, 1e-12);
        decisions[1].P.ShouldBeNull();
    }

    [Fact]
    public void Decide_SeedsThatDiverged_AreLeftOutOfThePairs()
    {
        TrialRecord[] trials =
            [.. Trials(0, 0.9, 0.91, 0.92), Trial(1, 0, 0.8), TrialSamples.Trial(1, 1, TrialState.Diverged), Trial(1, 2, 0.83)];

        ClaimTable.Decide(Spec(Two, "adam > adagrad"), trials)[0].Seeds.ShouldBe(2);
    }

    [Fact]
    public void Decide_AnEpoch_ReadsIt()
    {
        var spec = Specs.Quick($"split: {{last: 100}}\n{Two}\nclaims: [{{that: adam > adagrad, metric: train_accuracy, epoch: 1}}]\n");
        TrialRecord[] trials = [.. Trials(0, 0, 0), .. Trials(1, 0, 0)];
        EpochRecord[] epochs = [.. trials.Select(trial => new EpochRecord(
            trial.Trial, new(1, 0, trial.Configuration == 0 ? 0.75 : 0.5, null, null, 0, 0, 0)))];

        ClaimTable.Decide(spec, trials, epochs)[0].Effect.ShouldBe(0.25);
        ClaimTable.Decide(spec, trials)[0].Effect.ShouldBeNull();
    }

    private static IReadOnlyList<ClaimDecision> Decide(string space, string that, params double[][] accuracies) =>
        ClaimTable.Decide(Spec(space, that), [.. accuracies.SelectMany((values, configuration) => Trials(configuration, values))]);

    private static SweepSpec Spec(string space, string that, string metric = "test_accuracy") =>
        Specs.Quick($"{space}\nclaims: [{{that: \"{that}\", metric: {metric}}}]\n", dataset: "mnist");

    private static IEnumerable<TrialRecord> Trials(long configuration, params double[] accuracies) =>
        accuracies.Select((accuracy, seedIndex) => Trial(configuration, seedIndex, accuracy));

    private static TrialRecord Trial(long configuration, int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy, TestLoss = 1 - accuracy } };
    }
}
