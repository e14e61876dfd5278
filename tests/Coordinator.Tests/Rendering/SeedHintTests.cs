using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>The hint at what would tell rows apart.</summary>
public sealed class SeedHintTests
{
    private static readonly LeaderboardRow Tied = SweepSamples.Rows[0] with { Tied = true, Rank = new(1, 3, 0.4) };
    private static readonly LeaderboardRow Unranked = SweepSamples.Rows[0] with { Tied = false, Rank = null };
    private static readonly LeaderboardRow Apart = SweepSamples.Rows[0] with { Tied = false, Rank = new(1, 1, 1) };

    [Fact]
    public void Hint_OfAFinishedSweep_SaysWhatItCosts() =>
        // 12 trials in 75 s.
        Hint(SweepStatus.Finished, Tied).ShouldBe(
            "More seeds may tell the rows apart: ./sweep extend sample-1 --seeds +3 (18 trials, about 1:52 at this sweep's pace)");

    [Fact]
    public void Hint_OfOneSeed_SpeaksOfNoInterval()
    {
        var sweep = SweepSamples.Sweep(SweepStatus.Finished) with { Seeds = 1, RunSeconds = 0 };

        SeedHint.Describe(sweep, SweepSamples.Spec, [Unranked], isRunning: false).ShouldBe(
            "With one seed nothing tells chance from effect. More seeds of every configuration: "
            + "./sweep extend sample-1 --seeds +3 (18 trials)");
    }

    [Fact]
    public void Hint_OfAVastSweep_IsNotToExtendIt()
    {
        var sweep = SweepSamples.Sweep(SweepStatus.Finished) with { Configurations = 20_000, Seeds = 1, RunSeconds = 40_000 };

        SeedHint.Describe(sweep, SweepSamples.Spec, [Unranked], isRunning: false).ShouldBe(
            "3 more seeds of all 20,000 configurations would be 60,000 trials, about 1d 09:20 at this sweep's pace. "
            + "Train the best of them with more seeds instead, in a spec of their own.");
    }

    [Theory]
    [InlineData(SweepStatus.Paused, false, "./sweep resume sample-1")]
    [InlineData(SweepStatus.Running, false, "./sweep resume sample-1")]
    [InlineData(SweepStatus.Running, true, "Trials that have not ended yet may tell more.")]
    [InlineData(SweepStatus.Cancelled, false, "./sweep retry sample-1 --cancelled")]
    public void Hint_OfASweepWithTrialsLeft_IsToTrainThem(SweepStatus status, bool isRunning, string hint)
    {
        var text = SeedHint.Describe(SweepSamples.Sweep(status), SweepSamples.Spec, [Tied], isRunning);

        text.ShouldEndWith(hint);
        text.ShouldNotContain("extend");
    }

    [Fact]
    public void Hint_WhereItWouldBeOfNoUse_IsLeftOut()
    {
        var limited = Specs.Read(SweepSamples.Spec.Text + "limits: {trials: 12}\n");

        Hint(SweepStatus.Finished, Apart).ShouldBeEmpty();
        Hint(SweepStatus.Finished, Apart with { Rank = null, Reason = "diverged in epoch 1" }).ShouldBeEmpty();
        SeedHint.Describe(SweepSamples.Sweep(SweepStatus.Finished), limited, [Tied], isRunning: false).ShouldBeEmpty();
    }

    private static string Hint(SweepStatus status, LeaderboardRow row) =>
        SeedHint.Describe(SweepSamples.Sweep(status), SweepSamples.Spec, [row], isRunning: false);
}
