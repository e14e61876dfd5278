using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>Ranks for people.</summary>
public sealed class RankTextTests
{
    [Theory]
    [InlineData(1, 4, true, "=1")]
    [InlineData(1, 1, false, "1")]
    [InlineData(1, 3, false, "1")]
    [InlineData(4, 9, false, "4-9")]
    [InlineData(5, 5, false, "5")]
    public void Rank_IsWhatTheSeedsLeaveOpen(int low, int high, bool isTied, string text) =>
        RowText.Rank(Row(new(low, high, 0.5), isTied)).ShouldBe(text);

    [Fact]
    public void Rank_OfARowWithoutATest_IsItsOrderInParentheses() =>
        RowText.Rank(Row(null, isTied: false) with { Order = 3 }).ShouldBe("(3)");

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0 %")]
    [InlineData(0.004, "<1 %")]
    [InlineData(0.384, "38 %")]
    [InlineData(1.0, "100 %")]
    public void Share_IsInPerCent(double? share, string text) => FigureText.Share(share).ShouldBe(text);

    [Fact]
    public void RankNotes_ExplainTheMarksThatTheRowsHave()
    {
        LeaderboardRow[] rows = [Row(new(1, 2, 0.6), true), Row(new(1, 2, 0.4), true), Row(new(3, 4, 0), false), Row(null, false)];

        LeaderboardText.RankNotes(rows).Count().ShouldBe(3);
        LeaderboardText.RankNotes([rows[0], rows[1]]).ShouldHaveSingleItem().ShouldStartWith("= not told apart");
        LeaderboardText.RankNotes([Row(new(1, 1, 1), false), Row(new(2, 2, 0), false)]).ShouldBeEmpty();
        string.Join(' ', SweepText.LeaderboardNotes(SweepSamples.Sweep(SweepStatus.Finished), SweepSamples.Spec, rows))
            .ShouldContain("./sweep extend sample-1");
    }

    private static LeaderboardRow Row(RankEstimate? rank, bool isTied) => SweepSamples.Rows[0] with { Rank = rank, Tied = isTied };
}
