using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims about configurations of which some seeds diverged or failed.</summary>
public sealed class MissingSeedTests
{
    private const string Two = "space: {optimizer: [adam, sgd]}";

    [Theory]
    [InlineData("adam > sgd")]
    [InlineData("adam < sgd")]
    public void Decide_SixOfTenSeedsOfASideDiverged_HasNoVerdict(string that)
    {
        var decision = Decide(Spec(Two, that), [.. Side(0, 0.98, succeeded: 4, diverged: 6), .. Side(1, 0.90, succeeded: 10)]);

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.Test.ShouldBe("paired t over 4 seeds; 6 of 20 seeds diverged or failed, too many for a verdict");
        (decision.Seeds, decision.Missing).ShouldBe((4, 6));
        (decision.P, decision.AdjustedP, decision.MoreSeeds).ShouldBe((null, null, null));
        Math.Abs(decision.Effect!.Value).ShouldBe(0.08, 1e-9);
        decision.Low.ShouldNotBeNull();
    }

    [Fact]
    public void Decide_ATenthOfASideIsMissing_IsDecidedAndSaysSo()
    {
        var decision = Decide(Spec(Two, "adam > sgd"), [.. Side(0, 0.98, succeeded: 9, diverged: 1), .. Side(1, 0.90, succeeded: 10)]);

        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
        decision.Test.ShouldBe("paired t over 9 seeds; 1 of 20 seeds diverged or failed");
        decision.Missing.ShouldBe(1);
    }

    [Fact]
    public void Decide_SeedsThatFailed_AreMissingWhateverTheSpecSaysOfThoseThatDiverged()
    {
        TrialRecord[] trials = [.. Side(0, 0.98, succeeded: 4), .. Side(1, 0.90, succeeded: 4)];
        trials[1] = TrialSamples.Trial(0, 1, TrialState.Failed);

        Decide(Spec(Two, "adam > sgd", ", diverged: ignore"), trials).Test
            .ShouldBe("paired t over 3 seeds; 1 of 8 seeds diverged or failed, too many for a verdict");
    }

    [Fact]
    public void Decide_SeedsThatAreOpenOrWereCancelled_AreNotMissing()
    {
        TrialRecord[] trials =
        [
            .. Side(0, 0.98, succeeded: 3), .. Side(1, 0.90, succeeded: 3),
            TrialSamples.Trial(0, 3, TrialState.Running), TrialSamples.Trial(0, 4, TrialState.Cancelled),
        ];

        var decision = Decide(Spec(Two, "adam > sgd"), trials);

        (decision.Verdict, decision.Missing).ShouldBe((ClaimVerdict.Supported, 0));
    }

    [Fact]
    public void Decide_DivergedIgnored_GoesByTheSurvivors()
    {
        var decision = Decide(
            Spec(Two, "adam > sgd", ", diverged: ignore"), [.. Side(0, 0.98, succeeded: 4, diverged: 6), .. Side(1, 0.90, succeeded: 10)]);

        (decision.Verdict, decision.Missing, decision.Test).ShouldBe((ClaimVerdict.Supported, 0, "paired t over 4 seeds"));
    }

    [Fact]
    public void Decide_DivergedAsWorst_CountsThemAsZero()
    {
        var decision = Decide(
            Spec(Two, "adam > sgd", ", diverged: worst"), [.. Side(0, 0.98, succeeded: 4, diverged: 6), .. Side(1, 0.90, succeeded: 10)]);

        decision.Seeds.ShouldBe(10);
        decision.Effect!.Value.ShouldBe(((4 * 0.08) - (6 * 0.9)) / 10, 1e-3);
        decision.Verdict.ShouldNotBe(ClaimVerdict.Supported);
    }

    [Fact]
    public void Decide_AValueOfTheAxisDivergedThroughout_HasNoVerdict()
    {
        var spec = Spec("space: {width: [1, 2, 3]}", "width: increasing");

        var decision = Decide(
            spec, [.. Side(0, 0.7, succeeded: 5), .. Side(1, 0.8, succeeded: 5), .. Side(2, 0, succeeded: 0, diverged: 5)]);

        decision.Verdict.ShouldBe(ClaimVerdict.Undecided);
        decision.Test.ShouldContain("5 of 15 seeds diverged or failed, too many for a verdict");
    }

    [Fact]
    public void Decide_MissingBeforeTheAxisTurns_DoesNotMatterToNoGain()
    {
        var spec = Spec("space: {width: [1, 2, 3]}", "width: no gain beyond 2 within 0.1");

        var decision = Decide(
            spec, [.. Side(0, 0, succeeded: 0, diverged: 5), .. Side(1, 0.8, succeeded: 5), .. Side(2, 0.8, succeeded: 5)]);

        (decision.Verdict, decision.Missing).ShouldBe((ClaimVerdict.Supported, 0));
    }

    [Fact]
    public void Decide_ALossThatIsInfinite_IsMissing()
    {
        var spec = Specs.Quick($"{Two}\nclaims: [{{that: adam < sgd, metric: test_loss}}]\n");
        TrialRecord[] trials = [.. Side(0, 0.98, succeeded: 3), .. Side(1, 0.90, succeeded: 3)];
        trials[0] = trials[0] with { Final = trials[0].Final! with { TestLoss = double.PositiveInfinity } };

        Decide(spec, trials).Missing.ShouldBe(1);
    }

    private static SweepSpec Spec(string space, string that, string more = "") =>
        Specs.Quick($"{space}\nclaims: [{{that: \"{that}\", metric: test_accuracy{more}}}]\n", dataset: "mnist");

    private static ClaimDecision Decide(SweepSpec spec, TrialRecord[] trials) => ClaimTable.Decide(spec, trials).ShouldHaveSingleItem();

    // Seeds that succeeded come first; accuracies differ a little from seed to seed.
    private static IEnumerable<TrialRecord> Side(long configuration, double accuracy, int succeeded, int diverged = 0) =>
        Enumerable.Range(0, succeeded + diverged).Select(seedIndex => seedIndex < succeeded
            ? Succeeded(configuration, seedIndex, accuracy + (0.001 * (seedIndex % 3)))
            : TrialSamples.Trial(configuration, seedIndex, TrialState.Diverged));

    private static TrialRecord Succeeded(long configuration, int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy, TestLoss = 1 - accuracy } };
    }
}
