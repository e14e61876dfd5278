using SweepCluster.Contracts.Ports;
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
        LeaderboardRow[] rows = [SweepSamples.Rows[0] with { Seeds = new(1, 1, 0, 0, 0), Objective = new(0.9, 1, null) }];
        var worst = Specs.Read(SweepSamples.Spec.Text + "objective: {diverged: worst}\n");

        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), SweepSamples.Spec, rows)).ShouldContain("Means leave out seeds");
        LeaderboardText.MarkedObjective(rows[0]).ShouldBe("0.9000*");
        LeaderboardRow[] counted = [rows[0] with { Objective = new(0.45, 2, 0.1) }];
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), worst, counted)).ShouldContain("count as 0");
        LeaderboardText.MarkedObjective(counted[0]).ShouldBe("0.4500 ±0.1000");
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(), SweepSamples.Spec, SweepSamples.Rows))
            .ShouldNotContain("Means leave out");
    }

    [Fact]
    public void Leaderboard_ConfigurationsWithoutAResult_StandLastWithTheReason()
    {
        ConfigurationTrials[] trials =
        [
            new(0, [SweepSamples.Trial(0, 0), SweepSamples.Trial(0, 1)]),
            new(4,
            [
                Ended(4, 0, TrialState.Failed, "no more magnets\nat Magnet.cs"), Ended(4, 1, TrialState.Diverged, "diverged in epoch 2"),
            ]),
            new(2, [Ended(2, 0, TrialState.Diverged, "diverged in epoch 1"), Ended(2, 1, TrialState.Diverged, "diverged in epoch 1")]),
            new(3, [Ended(3, 0, TrialState.Cancelled, "")]),
        ];

        var rows = LeaderboardTable.BuildAll(SweepSamples.Spec, trials);
        var lines = LeaderboardText.Lines(SweepSamples.Spec, rows, width: 300);
        var json = JsonLine.Object(line => JsonRecords.Row(line, rows[1]));

        rows.Select(row => row.Configuration).ShouldBe([0, 2, 4], "a cancelled configuration says nothing about itself");
        rows.Select(row => row.Reason).ShouldBe(["", "diverged in epoch 1 (2 seeds)", "failed: no more magnets; diverged in epoch 2"]);
        lines[0].ShouldMatch("seeds +reason$");
        lines[2].ShouldMatch(@"^ +- +64 +relu +diverged .* 0 of 2 \(0 %\), 2 diverged +diverged in epoch 1 \(2 seeds\)$");
        lines[3].ShouldContain("diverged, failed");
        json.ShouldContain("\"objective\":null,\"objective_low\":null");
        json.ShouldContain("\"best\":null,\"worst\":null");
        json.ShouldContain("\"rank\":null");
        json.ShouldContain("\"reason\":\"diverged in epoch 1 (2 seeds)\"");
        LeaderboardText.Lines(SweepSamples.Spec, SweepSamples.Rows, width: 300)[0].ShouldNotContain("reason");
        string.Join(' ', LeaderboardText.RankNotes(rows)).ShouldNotContain("an order without a rank");

        static TrialRecord Ended(long configuration, int seedIndex, TrialState state, string reason) =>
            SweepSamples.Trial(configuration, seedIndex) with { State = state, Final = null, Objective = null, Reason = reason };
    }
}
