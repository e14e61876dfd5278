using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims about epochs: of one trial, and until a target is reached.</summary>
public sealed class EpochClaimTests
{
    private const string Two = "space: {optimizer: [adam, adagrad]}";

    [Theory]
    [InlineData("epoch 2 < epoch 1", ClaimVerdict.Supported, 0.1)]
    [InlineData("adam at epoch 2 > adam at epoch 1", ClaimVerdict.Contradicted, -0.1)]
    [InlineData("epoch 3 = epoch 2 within 0.01", ClaimVerdict.Supported, -0.001)]
    public void Decide_EpochsOfOneTrial_ArePairedByTrial(string that, ClaimVerdict verdict, double effect)
    {
        // Seeds differ by more than epochs do.
        double[] seeds = [0.1, 0.5, 0.9], noise = [0, 0.001, -0.001];
        TrialRecord[] trials = [.. seeds.Select((_, seed) => TrialSamples.Succeeded(0, seed, 0.5))];
        EpochRecord[] epochs = [.. trials.SelectMany((trial, seed) => new[]
        {
            Epoch(trial, 1, seeds[seed] + 0.2),
            Epoch(trial, 2, seeds[seed] + 0.1 + noise[seed]),
            Epoch(trial, 3, seeds[seed] + 0.099 + noise[seed] + (noise[seed] / 10)),
        })];

        var decision = ClaimTable.Decide(Spec("space: {optimizer: [adam]}", $"that: {that}, metric: train_loss"), trials, epochs)
            .ShouldHaveSingleItem();

        decision.Test.ShouldBe("paired t over 3 seeds");
        decision.Verdict.ShouldBe(verdict);
        decision.Effect!.Value.ShouldBe(effect, 1e-9);
    }

    [Fact]
    public void Decide_AnEpochThatNoTrialHas_HasNoFigures() =>
        ClaimTable.Decide(
            Spec(Two, "that: epoch 9 > epoch 1, metric: train_loss"), [.. Seeds(0, 3)],
            [.. Seeds(0, 3).Select(trial => Epoch(trial, 1, 1))])
            .ShouldHaveSingleItem().Test.ShouldStartWith("no finished trials of both sides");

    [Fact]
    public void Decide_EpochsToATarget_AreTheFirstThatReachIt()
    {
        TrialRecord[] trials = [.. Seeds(0, 4), .. Seeds(1, 4)];
        // Adam gets there in epochs 2, 2, 3, 2; Adagrad in 5, 4, 5 and once not at all.
        int?[] reached = [2, 2, 3, 2, 5, 4, 5, null];

        var decision = ClaimTable.Decide(
            Spec(Two, "that: adam < adagrad, epochs_to: {train_loss: 0.2}"), trials,
            [.. trials.SelectMany((trial, index) => Course(trial, reached[index]))]).ShouldHaveSingleItem();

        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
        // What isn't reached in five epochs counts as six: the differences are 3, 2, 2 and 4.
        decision.Effect.ShouldBe(2.75);
        decision.Test.ShouldBe("paired t over 4 seeds; not reached within 5 epochs by 1 of 8 seeds, which count as 6");
        // s² = 11 / 12, and 1 / 6 of a squared epoch for two figures in whole epochs.
        decision.StandardizedEffect!.Value.ShouldBe(2.75 / Math.Sqrt((11 / 12.0) + (1 / 6.0)), 1e-9);
    }

    [Fact]
    public void Decide_ATargetThatNobodyReaches_IsUndecided()
    {
        TrialRecord[] trials = [.. Seeds(0, 4), .. Seeds(1, 4)];

        var decision = ClaimTable.Decide(
            Spec(Two, "that: adam < adagrad, epochs_to: {train_loss: 0.2}"), trials,
            [.. trials.SelectMany(trial => Course(trial, null))]).ShouldHaveSingleItem();

        (decision.Verdict, decision.Effect).ShouldBe((ClaimVerdict.Undecided, 0));
        decision.Test.ShouldContain("not reached within 5 epochs by 8 of 8 seeds");
    }

    [Fact]
    public void Decide_OtherNumbersOfEpochs_HaveACommonHorizon()
    {
        TrialRecord[] trials = [.. Seeds(0, 3), .. Seeds(1, 3).Select(trial => trial with { Epochs = 3 })];

        var decision = ClaimTable.Decide(
            Spec(Two, "that: adam < adagrad, epochs_to: {train_loss: 0.2}"), trials,
            [.. trials.SelectMany(trial => Course(trial, trial.Configuration == 0 ? 5 : null))]).ShouldHaveSingleItem();

        // Adam needs five epochs, of which Adagrad has only three: nothing tells which is faster.
        decision.Effect.ShouldBe(0);
        decision.Test.ShouldContain("not reached within 3 epochs by 6 of 6 seeds, which count as 4");
    }

    [Fact]
    public void Decide_EachStep_IsAStatementPerPair()
    {
        TrialRecord[] trials = [.. new[] { 0.5, 0.6, 0.6 }.SelectMany((accuracy, configuration) => Enumerable.Range(0, 4).Select(seed =>
        {
            var trial = TrialSamples.Succeeded(configuration, seed, 0);
            return trial with { Final = trial.Final! with { TestAccuracy = accuracy + (0.001 * ((seed + configuration) % 3)) } };
        }))];

        var decisions = ClaimTable.Decide(
            Spec("space: {width: [1, 2, 3]}", "that: 'width: each step increases', metric: test_accuracy"), trials);

        decisions.Select(decision => (decision.Hypothesis.Text, decision.Verdict)).ShouldBe(
            [("width=2 > width=1", ClaimVerdict.Supported), ("width=3 > width=2", ClaimVerdict.Undecided)]);
    }

    private static SweepSpec Spec(string space, string claim) => Specs.Quick($"{space}\nclaims: [{{{claim}}}]\n", dataset: "mnist");

    private static IEnumerable<TrialRecord> Seeds(long configuration, int count) =>
        Enumerable.Range(0, count).Select(seed => TrialSamples.Succeeded(configuration, seed, 0.5) with { Epochs = 5 });

    private static IEnumerable<EpochRecord> Course(TrialRecord trial, int? reached) =>
        Enumerable.Range(1, trial.Epochs).Select(epoch => Epoch(trial, epoch, epoch >= reached ? 0.2 : 0.3));

    private static EpochRecord Epoch(TrialRecord trial, int epoch, double loss) =>
        new(trial.Trial, new(epoch, loss, 0, null, null, 0, 0, 0));
}
