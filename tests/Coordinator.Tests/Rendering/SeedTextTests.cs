using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>What stands beside a mean about the seeds that it is not over.</summary>
public sealed class SeedTextTests
{
    [Theory]
    [InlineData(10, 0, 0, 0, 0, "10")]
    [InlineData(4, 6, 0, 0, 0, "4 of 10 (40 %), 6 diverged")]
    [InlineData(2, 0, 1, 1, 1, "2 of 5 (66 %), 1 failed, 1 open, 1 cancelled")]
    [InlineData(3, 0, 0, 2, 0, "3 of 5, 2 open")]
    [InlineData(1999, 1, 0, 0, 0, "1999 of 2000 (99 %), 1 diverged")]
    public void Seeds_AreThoseThatSucceededOfAll(int succeeded, int diverged, int failed, int open, int cancelled, string text) =>
        RowText.Seeds(new(succeeded, diverged, failed, open, cancelled)).ShouldBe(text);

    [Fact]
    public void OverSeeds_SaysWhatTheMeanIsOver()
    {
        var row = SweepSamples.Rows[0];
        var missing = row with { Seeds = new(2, 3, 0, 0, 0) };

        LeaderboardText.OverSeeds(row).ShouldBe("over 2 seeds");
        LeaderboardText.OverSeeds(missing).ShouldBe("over 2 of 5 seeds (40 %), 3 diverged");
        LeaderboardText.OverSeeds(missing with { Objective = new(0.4, 5, 0.1) })
            .ShouldBe("over 2 of 5 seeds (40 %), 3 diverged (counted as 0)");
    }

    [Fact]
    public void WinnerNote_OfSeveralConfigurations_SaysThatTheFirstWasLucky()
    {
        var byTest = Specs.Read("name: x\ndataset: mnist\nobjective: test_loss\nspace: {width: [8, 16]}\n");

        LeaderboardText.WinnerNote(SweepSamples.Spec, 6).ShouldBe(
            "The first of 6 configurations owes its rank partly to luck: with other seeds its val_accuracy is probably lower.");
        LeaderboardText.WinnerNote(byTest, 2).ShouldContain("test_loss is probably higher. It was chosen by the test images");
        LeaderboardText.WinnerNote(SweepSamples.Spec, 1).ShouldBeEmpty();
        LeaderboardText.WinnerNote(Specs.Read("name: x\ndataset: mnist\nkind: lr-range\n"), 6).ShouldBeEmpty();
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), SweepSamples.Spec, SweepSamples.Rows))
            .ShouldContain("partly to luck");
    }

    [Fact]
    public void LeaderboardNotes_SeedsThatDiverged_AreExplained()
    {
        LeaderboardRow[] rows = [SweepSamples.Rows[0] with { Seeds = new(1, 1, 0, 0, 0) }];
        var worst = Specs.Read(SweepSamples.Spec.Text + "objective: {diverged: worst}\n");

        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), SweepSamples.Spec, rows)).ShouldContain("Means leave out seeds");
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), worst, rows)).ShouldContain("count as 0");
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), SweepSamples.Spec, SweepSamples.Rows))
            .ShouldNotContain("Means leave out");
    }
}
