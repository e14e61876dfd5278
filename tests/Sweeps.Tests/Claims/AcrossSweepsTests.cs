using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims that compare configurations of two sweeps.</summary>
public sealed class AcrossSweepsTests
{
    private const string That = "width=300 > depth=3 of deeper";

    private static readonly double[] Ours = [0.30, 0.32, 0.31, 0.33], Theirs = [0.25, 0.275, 0.26, 0.28];

    [Fact]
    public void Decide_TheSameSeed_IsPaired()
    {
        var decision = Decide(Deeper());

        decision.Test.ShouldBe("paired t over 4 seeds of two sweeps");
        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
        decision.Effect!.Value.ShouldBe(0.04875, 1e-9);
    }

    [Fact]
    public void Decide_AnotherSeed_IsWelchs()
    {
        var decision = Decide(Deeper("seed: 2\n"));

        decision.Test.ShouldBe("Welch's t over 4 and 4 seeds");
        decision.Effect!.Value.ShouldBe(0.04875, 1e-9);
    }

    [Theory]
    [InlineData("dataset: fashion-mnist\n", "deeper has another data set")]
    [InlineData("dataset: mnist\ntest_scale: 1\n", "deeper scales its test images in another way")]
    public void Decide_OtherImages_AreNotCompared(string data, string why)
    {
        var decision = Decide(Results(Specs.Read($"name: deeper\n{data}space: {{depth: [2, 3]}}\n")));

        (decision.Verdict, decision.Test, decision.Effect).ShouldBe((ClaimVerdict.Undecided, why, null));
    }

    [Fact]
    public void Decide_AnotherSplit_MattersToValidationAlone()
    {
        const string split = "split: {last: 100}\n";
        Decide(Deeper(split)).Verdict.ShouldBe(ClaimVerdict.Supported);
        Decide(Deeper(split), "train_loss").Test.ShouldBe("deeper holds out other images");
    }

    [Theory]
    [InlineData(2, "Welch's t over 4 and 4 seeds; not reached within 2 epochs by 4 of 8 seeds, which count as 3")]
    [InlineData(3, "deeper trains for another number of epochs")]
    public void Decide_EpochsToATarget_NeedTheSameHorizon(int epochs, string test)
    {
        var spec = Specs.Quick(
            $"space: {{width: [50, 300]}}\nclaims: [{{that: {That}, epochs_to: {{train_loss: 0.2}}}}]\n", dataset: "mnist");
        var deeper = Deeper("seed: 2\n");
        deeper = deeper with { Trials = [.. deeper.Trials.Select(trial => trial with { Epochs = epochs })] };
        EpochRecord[] reached = [.. Trials(1, Ours).Select((trial, seed) =>
            new EpochRecord(trial.Trial, new(1 + (seed % 2), 0.2, 0, null, null, 0, 0, 0)))];

        ClaimTable.Decide(
            spec, [.. Trials(1, Ours)], reached, others: new Dictionary<string, SweepResults> { ["deeper"] = deeper })
            .ShouldHaveSingleItem().Test.ShouldBe(test);
    }

    [Fact]
    public void Decide_ASweepThatIsMissing_SaysWhy() =>
        Decide(SweepResults.Missing("there is no sweep deeper")).Test.ShouldBe("there is no sweep deeper");

    [Fact]
    public void Decide_ALook_CountsTheSameSeedsOfBoth()
    {
        var decision = ClaimTable.Decide(
            Spec("test_loss"), [.. Trials(1, Ours)], plan: new([3], 1),
            others: new Dictionary<string, SweepResults> { ["deeper"] = Deeper("seed: 2\n") }).ShouldHaveSingleItem();

        decision.Test.ShouldBe("Welch's t over 3 and 3 seeds");
    }

    private static ClaimDecision Decide(SweepResults deeper, string metric = "test_loss") => ClaimTable.Decide(
        Spec(metric), [.. Trials(1, Ours)], others: new Dictionary<string, SweepResults> { ["deeper"] = deeper }).ShouldHaveSingleItem();

    private static SweepSpec Spec(string metric) => Specs.Quick(
        $"space: {{width: [50, 300]}}\nclaims: [{{that: {That}, metric: {metric}}}]\n", dataset: "mnist");

    private static SweepResults Deeper(string more = "") =>
        Results(Specs.Quick($"{more}space: {{depth: [2, 3]}}\n", name: "deeper", dataset: "mnist"));

    private static SweepResults Results(SweepSpec spec) => new(spec, [.. Trials(1, Theirs)], []);

    private static IEnumerable<TrialRecord> Trials(long configuration, double[] losses) => losses.Select((loss, seedIndex) =>
    {
        var trial = TrialSamples.Succeeded(configuration, seedIndex, loss);
        return trial with { Final = trial.Final! with { TestLoss = loss } };
    });
}
