using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Claims.Statistics;
using SweepCluster.Sweeps.Looks;
using SweepCluster.Sweeps.Statistics;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims that are tested again as seeds are added.</summary>
public sealed class LookTests
{
    private const string Two = "space: {optimizer: [adam, sgd]}";

    // Differences between the two losses by seed: t is 3.4 over the first three, p is 0.076.
    private static readonly double[] Unclear = [0.04, 0.05, 0.10, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05];

    [Fact]
    public void Decide_BeforeTheFirstEnd_TestsNothing()
    {
        var decision = Decide([0.5, 0.5, 0.51], new([], 5));

        (decision.Verdict, decision.Look, decision.MaxLooks, decision.IsOpen).ShouldBe((ClaimVerdict.Undecided, 0, 5, true));
        (decision.P, decision.AdjustedP, decision.MoreSeeds).ShouldBe((null, null, null));
        decision.Effect!.Value.ShouldBe(1.51 / 3, 1e-9);
    }

    [Fact]
    public void Decide_TheFirstOfFiveLooks_IsHeldToItsShare()
    {
        // Seven seeds: one look alone decides, the first of five does not.
        double[] differences = [0.02, 0.03, 0.05, -0.01, 0.04, 0.03, 0.00];
        var single = Decide(differences, new([7], 1));

        single.Verdict.ShouldBe(ClaimVerdict.Supported);
        single.P!.Value.ShouldBeInRange(0.0148, 0.05);
        single.AdjustedP!.Value.ShouldBe(single.P.Value, 1e-12);
        single.IsOpen.ShouldBeFalse();

        var first = Decide(differences, new([7], 5));

        (first.Verdict, first.Look, first.IsOpen).ShouldBe((ClaimVerdict.Undecided, 1, true));
        first.P.ShouldBe(single.P);
        first.AdjustedP!.Value.ShouldBe(0.05 * first.P!.Value / GroupSequential.Level(0.05, [7], 5), 1e-12);
        first.MoreSeeds.ShouldNotBeNull();
    }

    [Fact]
    public void Decide_ALaterLook_DecidesByMoreSeedsAndItsOwnLevel()
    {
        var decision = Decide(Unclear, new([3, 10], 5));

        (decision.Verdict, decision.Look, decision.Seeds).ShouldBe((ClaimVerdict.Supported, 2, 10));
        decision.AdjustedP!.Value.ShouldBe(0.05 * decision.P!.Value / GroupSequential.Level(0.05, [3, 10], 5), 1e-12);
    }

    [Fact]
    public void Decide_WhatALookDecided_StaysDecidedWithItsFigures()
    {
        // Clear after five seeds, and nothing of it is left after ten.
        double[] differences = [0.5, 0.51, 0.5, 0.51, 0.5, -0.5, -0.51, -0.5, -0.51, -0.5];

        var decision = Decide(differences, new([5, 10], 5));

        (decision.Verdict, decision.Look, decision.Seeds).ShouldBe((ClaimVerdict.Supported, 1, 5));
        decision.Effect!.Value.ShouldBe(0.504, 1e-9);
    }

    [Fact]
    public void Decide_SeedsBeyondThePlan_DecideNothing()
    {
        var planned = Decide(Unclear, new([3], 1));
        var exhausted = Decide(Unclear, new([3, 10], 1));

        exhausted.ShouldBe(planned);
        (planned.Verdict, planned.IsOpen, planned.MoreSeeds, planned.Seeds).ShouldBe((ClaimVerdict.Undecided, false, null, 3));
    }

    [Fact]
    public void Decide_SeveralClaims_ShareWhatEachLookHas()
    {
        // The first is decided at once; the second then has the whole level of the second look for itself.
        var spec = Specs.Quick(
            $"{Two}\nclaims: [{{that: adam > sgd, metric: train_loss}}, {{that: adam > sgd, metric: test_loss}}]\n");
        TrialRecord[] trials = [.. Trials(Unclear).Select(trial => trial with
        {
            Final = trial.Final! with
            {
                Report = trial.Final!.Report with { TrainLoss = trial.Configuration == 0 ? 2 + (0.001 * trial.SeedIndex) : 1 },
            },
        })];

        var decisions = ClaimTable.Decide(spec, trials, plan: new([3, 10], 5));

        (decisions[0].Verdict, decisions[0].Look).ShouldBe((ClaimVerdict.Supported, 1));
        decisions[0].AdjustedP!.Value.ShouldBe(0.05 * decisions[0].P!.Value / GroupSequential.Level(0.025, [3], 5), 1e-12);
        (decisions[1].Verdict, decisions[1].Look).ShouldBe((ClaimVerdict.Supported, 2));
        decisions[1].AdjustedP!.Value.ShouldBe(0.05 * decisions[1].P!.Value / GroupSequential.Level(0.05, [3, 10], 5), 1e-12);
    }

    [Theory]
    [InlineData(10, 1.5, 0.0148)]
    [InlineData(10, 2.4, 0.0148)]
    [InlineData(5, 3.0, 0.0148)]
    [InlineData(20, 1.0, 0.002)]
    public void WhereUndecided_AnEffect_IsTheOneOfWhichHalfTheUndecidedTestsShowLess(int seeds, double t, double level)
    {
        var degrees = seeds - 1.0;
        var test = new MeanTest(t, 1, degrees, 1, seeds);

        var shift = test.WhereUndecided(level).Effect;

        shift.ShouldBeGreaterThan(0);
        var limit = TDistribution.Critical(level, degrees);
        (Between(t, shift) / Between(limit, shift)).ShouldBe(0.5, 0.001);
        (test with { Effect = -t }).WhereUndecided(level).Effect.ShouldBe(-shift);

        double Between(double bound, double effect) =>
            TDistribution.NonCentral(bound, degrees, effect) - TDistribution.NonCentral(-bound, degrees, effect);
    }

    [Fact]
    public void WhereUndecided_AnEffectThatChanceExceedsInHalfOfAllTests_IsNone() =>
        new MeanTest(0.5, 1, 9, 1, 10).WhereUndecided(0.0148).Effect.ShouldBe(0);

    private static ClaimDecision Decide(double[] differences, LookPlan plan) => ClaimTable.Decide(
        Specs.Quick($"{Two}\nclaims: [{{that: adam > sgd, metric: test_loss}}]\n"), [.. Trials(differences)], plan: plan)
        .ShouldHaveSingleItem();

    private static IEnumerable<TrialRecord> Trials(double[] differences) => differences.SelectMany((difference, seedIndex) =>
        new[] { Trial(0, seedIndex, 1 + difference), Trial(1, seedIndex, 1) });

    private static TrialRecord Trial(long configuration, int seedIndex, double loss)
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, 0.5);
        return trial with { Final = trial.Final! with { TestLoss = loss } };
    }
}
