using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Tests.Claims;
using SweepCluster.Testing;
using static SweepCluster.Sweeps.Tests.Leaderboard.TrialSamples;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class LeaderboardTableTests
{
    private static readonly SweepSpec Maximizing = Specs.Read("name: x\ndataset: mnist\nspace: {width: [1, 2, 3, 4, 5, 6]}\n");

    private static readonly SweepSpec Minimizing =
        Specs.Read("name: x\ndataset: mnist\nobjective: test_loss\nspace: {width: [1, 2, 3, 4, 5, 6]}\n");

    [Fact]
    public void Build_SeveralSeeds_GivesMeanAndStudentInterval()
    {
        var row = LeaderboardTable.Build(Maximizing, [Configuration(0, 0.91, 0.93, 0.95, 0.94, 0.92)]).ShouldHaveSingleItem();

        // R: t.test(c(.91, .93, .95, .94, .92))$conf.int is 0.9103676 0.9496324; rounding to 10,000 images adds 3e-8 to either side.
        row.Objective.Mean.ShouldBe(0.93, 1e-15);
        row.Objective.Low.ShouldBe(0.9103676, 1e-7);
        row.Objective.High.ShouldBe(0.9496324, 1e-7);
        (row.Best, row.Worst, row.Objective.Count).ShouldBe((0.95, 0.91, 5));
    }

    [Fact]
    public void Build_OneSeed_HasNoInterval()
    {
        var row = LeaderboardTable.Build(Maximizing, [Configuration(0, 0.9)]).ShouldHaveSingleItem();

        row.Objective.ShouldBe(new MeanEstimate(0.9, 1, null));
    }

    [Theory]
    [InlineData(true, new long[] { 1, 0, 2 })]
    [InlineData(false, new long[] { 2, 0, 1 })]
    public void Build_Goal_DecidesWhatIsBest(bool maximize, long[] order)
    {
        var rows = LeaderboardTable.Build(
            maximize ? Maximizing : Minimizing, [Configuration(0, 0.5), Configuration(1, 0.75), Configuration(2, 0.25)]);

        rows.Select(row => row.Configuration).ShouldBe(order);
        rows.Select(row => row.Order).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Build_GoalMinimize_BestSeedIsTheLowest()
    {
        var row = LeaderboardTable.Build(Minimizing, [Configuration(0, 0.5, 0.25, 0.75)]).ShouldHaveSingleItem();

        (row.Best, row.Worst).ShouldBe((0.25, 0.75));
    }

    [Fact]
    public void Build_OneSeedEach_GoesByMeanThenConfigurationAndHasNoRank()
    {
        var rows = LeaderboardTable.Build(Maximizing, [Configuration(3, 0.5), Configuration(1, 0.5), Configuration(2, 0.25)]);

        rows.Select(row => (row.Configuration, row.Order)).ShouldBe([(1, 1), (3, 2), (2, 3)]);
        rows.ShouldAllBe(row => row.Rank == null && !row.Tied);
    }

    [Fact]
    public void Build_SeveralSeeds_HasRanksByTheDifferences()
    {
        // The seeds shift all configurations alike, by far more than these differ: the intervals overlap, the differences are clear.
        double[] shifts = [0, 0.1, -0.1, 0.05];
        double[] At(double mean, params double[] errors) => [.. shifts.Zip(errors, (shift, error) => mean + shift + error)];

        var rows = LeaderboardTable.Build(Maximizing,
        [
            Configuration(0, At(0.80, 0.001, 0, 0, -0.001)), Configuration(1, At(0.7995, 0, 0.001, 0, 0)),
            Configuration(2, At(0.70, 0, 0, 0.001, 0)), Configuration(3, At(0.60, 0, 0, 0, 0.001)), Configuration(4, 0.65),
        ]);

        rows.Select(row => (row.Configuration, row.Tied, row.Rank?.Low, row.Rank?.High)).ShouldBe(
            [(0, true, 1, 2), (1, true, 1, 2), (2, false, 3, 3), (4, false, null, null), (3, false, 4, 4)]);
        rows[0].Objective.Low.ShouldBeLessThan(rows[2].Objective.High, "the intervals overlap");
        rows.Sum(row => row.Rank?.BestProbability ?? 0).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Build_SeedsThatDidNotSucceed_AreCountedAndLeaveTheFiguresAlone()
    {
        // All but the first have figures of an epoch on their way.
        var trials = new ConfigurationTrials(0,
        [
            Succeeded(0, 0, 0.5),
            .. new[] { TrialState.Diverged, TrialState.Failed, TrialState.Running, TrialState.Waiting, TrialState.Cancelled }
                .Select((state, index) => Succeeded(0, index + 1, 0.99) with
                {
                    State = state,
                    Final = null,
                    // The rules leave a diverged trial an objective only where the spec counts it.
                    Objective = state == TrialState.Diverged ? null : 0.99,
                    TrainSeconds = 1000,
                }),
        ]);

        var row = LeaderboardTable.Build(Maximizing, [trials]).ShouldHaveSingleItem();

        row.Objective.ShouldBe(new MeanEstimate(0.5, 1, null));
        (row.Best, row.Worst, row.TestLoss, row.TestAccuracy, row.SecondsPerEpoch).ShouldBe((0.5, 0.5, 0.25, 0.5, 1.5));
        row.Seeds.ShouldBe(new SeedCounts(Succeeded: 1, Diverged: 1, Failed: 1, Open: 2, Cancelled: 1));
    }

    [Fact]
    public void Build_TwoSeedsSucceededOneFailedOneCancelled_IsTheMeanOfTheTwo()
    {
        var trials = new ConfigurationTrials(0,
        [
            Succeeded(0, 0, 0.97), Succeeded(0, 1, 0.97),
            Trial(0, 2, TrialState.Failed) with { Objective = 0.80, Epochs = 1 },
            Trial(0, 3, TrialState.Cancelled) with { Objective = 0.50, Epochs = 1 },
        ]);

        var row = LeaderboardTable.Build(Maximizing, [trials]).ShouldHaveSingleItem();

        (row.Objective.Mean, row.Objective.Count, row.Worst).ShouldBe((0.97, 2, 0.97));
        LeaderboardTable.Build(Maximizing, [new(0, [.. trials.Trials.Skip(2)])]).ShouldBeEmpty();
    }

    [Fact]
    public void Build_SixOfTenSeedsDiverged_CountsThemOnlyWhereTheSpecSays()
    {
        var survivors = new ConfigurationTrials(0,
        [
            .. Enumerable.Range(0, 4).Select(seedIndex => Succeeded(0, seedIndex, 0.98)),
            .. Enumerable.Range(4, 6).Select(seedIndex => Trial(0, seedIndex, TrialState.Diverged)),
        ]);
        var worst = survivors with
        {
            Trials = [.. survivors.Trials.Select(trial => trial.State == TrialState.Diverged ? trial with { Objective = 0 } : trial)],
        };
        var steady = Configuration(1, 0.9, 0.9, 0.9);

        var flattered = LeaderboardTable.Build(Maximizing, [survivors, steady]);
        var ranked = LeaderboardTable.Build(Maximizing, [worst, steady]);

        flattered.Select(row => (row.Configuration, row.Objective.Count)).ShouldBe([(0, 4), (1, 3)]);
        (flattered[0].Seeds.Total, flattered[0].Seeds.Missing, flattered[0].Seeds.SuccessRate).ShouldBe((10, 6, 0.4));
        ranked.Select(row => (row.Configuration, row.Objective.Count)).ShouldBe([(1, 3), (0, 10)]);
        (ranked[1].Objective.Mean, ranked[1].Worst, ranked[1].IsProvisional).ShouldBe((4 * 0.98 / 10, 0, false));
    }

    [Fact]
    public void Build_EverySeedDivergedAndCounts_HasARowAndAPlace()
    {
        var trials = new ConfigurationTrials(0, [Trial(0, 0, TrialState.Diverged) with { Objective = 0 }]);

        LeaderboardTable.Build(Maximizing, [trials]).ShouldHaveSingleItem().Seeds.SuccessRate.ShouldBe(0);
        LeaderPlaces.Build(Maximizing, [trials]).ShouldHaveSingleItem().Trial.ShouldBe(0);
    }

    [Theory]
    [InlineData(new[] { TrialState.Succeeded, TrialState.Failed, TrialState.Running }, new[] { 0 })]
    [InlineData(new[] { TrialState.Cancelled, TrialState.Diverged, TrialState.Running, TrialState.Waiting }, new[] { 2, 3 })]
    [InlineData(new[] { TrialState.Failed, TrialState.Cancelled }, new int[0])]
    public void CountedSeeds_AreTheFinishedOnesOrElseTheOpenOnes(TrialState[] states, int[] counted)
    {
        var trials = states.Select((state, seedIndex) => state == TrialState.Succeeded
            ? Succeeded(0, seedIndex, 0.5)
            : Trial(0, seedIndex, state) with { Objective = 0.9 });

        CountedSeeds.Find([.. trials]).Select(trial => trial.SeedIndex).ShouldBe(counted);
    }

    [Fact]
    public void Build_ConfigurationWithoutObjective_HasNoRow() =>
        LeaderboardTable.Build(Maximizing, [new(0, [Trial(0, 0, TrialState.Diverged)]), Configuration(1, 0.5)])
            .ShouldHaveSingleItem().Configuration.ShouldBe(1);

    [Fact]
    public void Build_FinishedSeeds_AverageTestMetricsAndTimes()
    {
        var row = LeaderboardTable.Build(Maximizing, [Configuration(2, 0.5, 0.5)]).ShouldHaveSingleItem();

        (row.TestLoss, row.TestAccuracy, row.Parameters, row.SecondsPerEpoch).ShouldBe((0.25, 0.625, 100L, 1.5));
        string.Join(", ", row.Settings).ShouldBe("width=3");
    }

    [Fact]
    public void Build_ConfigurationOfWhichNoSeedHasFinished_IsProvisional()
    {
        var rows = LeaderboardTable.Build(
            Maximizing, [new(0, [Trial(0, 0, TrialState.Running) with { Objective = 0.5 }]), Configuration(1, 0.25)]);

        rows.Select(row => (row.Configuration, row.IsProvisional, row.Objective.Mean)).ShouldBe([(0, true, 0.5), (1, false, 0.25)]);
    }

    [Fact]
    public void Build_ATrialThatIsTrainedFurther_CountsByItsResult()
    {
        var further = Succeeded(0, 0, 0.5) with { State = TrialState.Running, Continuation = new(9, 0.99, null, 1000) };

        var row = LeaderboardTable.Build(Maximizing, [new(0, [further])]).ShouldHaveSingleItem();

        (row.IsProvisional, row.Objective.Mean, row.Seeds.Succeeded, row.Seeds.Open).ShouldBe((false, 0.5, 1, 0));
    }

    [Fact]
    public void Build_SeedsThatAgree_HaveTheIntervalThatTheStepsHide() =>
        StatisticsTests.Each(StatisticsTests.Read("resolution.json"), "mean", golden =>
        {
            var images = StatisticsTests.Number(golden, "images");
            var spec = Specs.Read($"name: x\ndataset: {{name: glyphs, test: {images}}}\n");

            var row = LeaderboardTable.Build(
                spec, [Configuration(0, [.. StatisticsTests.Numbers(golden, "counts").Select(count => count / images)])])
                .ShouldHaveSingleItem();

            StatisticsTests.Near(row.Objective.Mean, StatisticsTests.Number(golden, "mean"), 1e-12);
            StatisticsTests.Near(row.Objective.HalfWidth!.Value, StatisticsTests.Number(golden, "half"), 1e-9);
        });

    [Fact]
    public void Build_ConfigurationsAnImageApart_Tie() =>
        LeaderboardTable.Build(Maximizing, [Configuration(0, 0.97, 0.97), Configuration(1, 0.9701, 0.9701)])
            .ShouldAllBe(row => row.Tied && row.Rank!.Low == 1);

    [Fact]
    public void Build_ALossThatDoesNotVary_HasNoInterval() =>
        LeaderboardTable.Build(Minimizing, [Configuration(0, 0.1, 0.1, 0.1)]).ShouldHaveSingleItem().Objective.HalfWidth.ShouldBeNull();
}
