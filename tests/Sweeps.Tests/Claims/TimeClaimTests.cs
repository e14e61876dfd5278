using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims about seconds per epoch, which depend on what else was trained.</summary>
public sealed class TimeClaimTests
{
    // The ends of the trials; each takes 10 seconds, and those of the second configuration 20.
    [Theory]
    [InlineData("one after the other", true, new[] { 10d, 20d, 30d, 50d, 70d, 90d })]
    [InlineData("with pauses", true, new[] { 10d, 25d, 40d, 60d, 85d, 200d })]
    [InlineData("with late records", true, new[] { 10d, 19.5, 29.5, 49d, 69d, 89d })]
    [InlineData("two at a time", false, new[] { 10d, 20d, 30d, 20d, 40d, 60d })]
    [InlineData("in a pack", false, new[] { 90d, 90d, 90d, 90d, 90d, 90d })]
    public void Decide_Seconds_NeedTrialsThatHadNoCompany(string circumstance, bool isTested, double[] ends)
    {
        TrialRecord[] trials = [.. ends.Select((end, index) => TrialSamples.Succeeded(index / 3, index % 3, 0.5) with
        {
            Epochs = 2,
            TrainSeconds = index < 3 ? 10 + (0.1 * index) : 20 - (0.1 * (index - 3)),
            FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(end + (0.1 * index)),
        })];

        var decision = ClaimTable.Decide(
            Specs.Quick("space: {depth: [1, 2]}\nclaims: [{that: depth=1 < depth=2, metric: seconds_per_epoch}]\n"), trials)
            .ShouldHaveSingleItem();

        decision.Effect!.Value.ShouldBe(4.9, 1e-9);
        decision.Test.StartsWith("too noisy", StringComparison.Ordinal).ShouldBe(!isTested, circumstance);
        (decision.P is null).ShouldBe(!isTested, circumstance);
    }
}
