using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class RankTableTests
{
    [Fact]
    public void Fit_EveryConfigurationHasEverySeed_IsTheTwoWayTable()
    {
        var model = AdditiveModel.Fit(Figures([1, 2], [3, 5]));

        // The interaction is (1 - 2 - 3 + 5) / 4 = 0.25 in each of the four cells.
        model.Means.ShouldBe([1.5, 4], 1e-12);
        (model.Variance, model.Degrees).ShouldBe((0.25, 1));
    }

    [Fact]
    public void Fit_SeedsThatAreMissing_DoNotShiftTheMeans()
    {
        // Configurations 0, 1 and 2 of 10, 20 and 40, seeds of 0, 5 and -5, and no error; two seeds are missing.
        (int, double)[][] figures = [[(0, 10), (1, 15)], [(0, 20), (1, 25), (2, 15)], [(1, 45), (2, 35)]];

        var model = AdditiveModel.Fit(figures);

        (model.Means[1] - model.Means[0]).ShouldBe(10, 1e-9);
        (model.Means[2] - model.Means[0]).ShouldBe(30, 1e-9);
        (model.Variance, model.Degrees).ShouldBe((0.0, 2), Comparer);
    }

    [Fact]
    public void Find_ManySeeds_NarrowsTheRanksTheyLeaveOpen()
    {
        Ranks([0.90, 0.88, 0.86, 0.84], seeds: 100).Select(rank => (rank!.Low, rank.High)).ShouldBe([(1, 1), (2, 2), (3, 3), (4, 4)]);
        Ranks([0.90, 0.895, 0.89, 0.885], seeds: 3).ShouldAllBe(rank => rank!.Low == 1 && rank.High == 4);
    }

    [Fact]
    public void Find_GoalMinimize_LeadsByTheLowest()
    {
        var ranks = RankTable.Find(Figures([0.1, 0.11, 0.12], [0.9, 0.92, 0.91]), Goal.Minimize, 0, 5, 1);

        ranks.Select(rank => (rank!.Low, rank.High)).ShouldBe([(1, 1), (2, 2)]);
        ranks[0]!.BestProbability.ShouldBe(1);
    }

    [Fact]
    public void Find_RowsWithoutATest_HaveNoRank()
    {
        RankTable.Find(Figures([0.9], [0.8, 0.81], [0.7]), Goal.Maximize, 0, 5, 1).ShouldAllBe(rank => rank == null);
        RankTable.Find(Figures([0.9]), Goal.Maximize, 0, 5, 1).ShouldBe([null]);
        RankTable.Find(Figures([0.9, 0.91]), Goal.Maximize, 0, 5, 1).ShouldBe([new RankEstimate(1, 1, 1)]);
        // The configurations differ by the same at every seed: nothing is left over to test by.
        RankTable.Find(Figures([0.9, 0.8], [0.5, 0.4]), Goal.Maximize, 0, 5, 1).ShouldAllBe(rank => rank == null);
        RankTable.Find([], Goal.Maximize, 0, 5, 1).ShouldBeEmpty();
    }

    [Fact]
    public void Find_TooFewSharedSeeds_HasNoRank()
    {
        // Only one of the two shares a seed with the leader: there is no degree of freedom.
        (int, double)[][] figures = [[(0, 0.9), (1, 0.91)], [(1, 0.8), (2, 0.81)]];

        RankTable.Find(figures, Goal.Maximize, 0, 5, 1).ShouldAllBe(rank => rank == null);
    }

    [Fact]
    public void Find_TheSameSeed_DrawsTheSame() => Ranks([0.9, 0.89, 0.88], 4).ShouldBe(Ranks([0.9, 0.89, 0.88], 4));

    [Fact]
    public void Find_EqualConfigurations_SeldomLoseTheBest()
    {
        const int boards = 400;
        var random = new Random(3);

        // All are equally good, so that configuration 0 is among the best: it is excluded wrongly.
        var excluded = Enumerable.Range(0, boards).Count(_ =>
        {
            double[][] figures = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 5).Select(_ => Normal(random)).ToArray())];
            int[] order = [.. Enumerable.Range(0, 6).OrderByDescending(row => figures[row].Average())];
            var ranks = RankTable.Find(Figures([.. order.Select(row => figures[row])]), Goal.Maximize, 0, looks: 1, seed: 1);
            return ranks[Array.IndexOf(order, 0)]!.Low > 1;
        });

        // 5 % and two standard errors. Without Holm's correction it is one in six.
        ((double)excluded / boards).ShouldBeLessThan(0.07);
    }

    private static IEqualityComparer<(double Variance, int Degrees)> Comparer { get; } =
        EqualityComparer<(double Variance, int Degrees)>.Create(
            (one, other) => Math.Abs(one.Variance - other.Variance) < 1e-18 && one.Degrees == other.Degrees);

    private static IReadOnlyList<RankEstimate?> Ranks(double[] means, int seeds)
    {
        var random = new Random(1);
        double[][] figures = [.. means.Select(mean => Enumerable.Range(0, seeds).Select(_ => mean + (0.02 * Normal(random))).ToArray())];
        return RankTable.Find(Figures(figures), Goal.Maximize, 0, looks: 5, seed: 1);
    }

    private static (int, double)[][] Figures(params double[][] rows) =>
        [.. rows.Select(row => row.Select((value, seedIndex) => (seedIndex, value)).ToArray())];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
