using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Testing.Stores;

/// <summary>What every store must do about leaders and counts.</summary>
public abstract class LeaderContract : StoreContract
{
    [Fact]
    public async Task ReadLeaders_SeveralSeeds_RanksByMean()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        TrialRecord[] trials =
        [
            Trial(0, 0.5), Trial(0, 0.25, seedIndex: 1), Trial(1, 0.125), Trial(1, 0.625, seedIndex: 1), Trial(2, 0.375),
            Trial(3, 0.0), Trial(3, null, TrialState.Diverged, seedIndex: 1), Trial(4, null, TrialState.Failed),
        ];
        await Store.CommitAsync(sweep.Id, Batch(trials), Cancellation);

        (await Leaders(sweep, Goal.Minimize, 10)).ShouldBe([3, 0, 1, 2, 4]);
        (await Leaders(sweep, Goal.Maximize, 10)).ShouldBe([0, 1, 2, 3, 4]);
        (await Leaders(sweep, Goal.Maximize, 2)).ShouldBe([0, 1]);
        (await Store.ReadLeadersAsync(sweep.Id, Goal.Minimize, 1, Cancellation))[0].Trials.ShouldBe([trials[5], trials[6]]);
    }

    [Fact]
    public async Task ReadLeaders_ObjectiveReplacedOrWithdrawn_FollowsIt()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await Store.CommitAsync(sweep.Id, Batch(Trial(0, 0.1), Trial(1, 0.2), Trial(600, 0.3)), Cancellation);

        await Store.CommitAsync(sweep.Id, Batch(Trial(0, 0.4)), Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([1, 600, 0]);

        await Store.CommitAsync(sweep.Id, Batch(Trial(600, null, TrialState.Diverged)), Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([1, 0, 600]);
    }

    [Fact]
    public async Task ReadLeaders_ConfigurationsWithoutAnObjective_ComeLastWhereSeedsDivergedOrFailed()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        TrialRecord[] trials =
        [
            Trial(7, 0.5), Trial(3, null, TrialState.Diverged), Trial(3, 0.25, TrialState.Failed, seedIndex: 1),
            Trial(5, null, TrialState.Running), Trial(6, null, TrialState.Cancelled), Trial(9, null, TrialState.Failed),
            Trial(9, null, TrialState.Running, seedIndex: 1), Trial(2, 0.75),
        ];
        await Store.CommitAsync(sweep.Id, Batch(trials), Cancellation);

        (await Leaders(sweep, Goal.Maximize, 10)).ShouldBe([2, 7, 3, 9]);
        (await Leaders(sweep, Goal.Maximize, int.MaxValue)).ShouldBe([2, 7, 3, 9]);
        (await Leaders(sweep, Goal.Maximize, 3)).ShouldBe([2, 7, 3]);
        (await Leaders(sweep, Goal.Minimize, 2)).ShouldBe([7, 2]);
        (await Store.ReadLeadersAsync(sweep.Id, Goal.Maximize, 10, Cancellation))[2].Trials.ShouldBe([trials[1], trials[2]]);

        await Store.CommitAsync(sweep.Id, Batch(Trial(9, 0.1, seedIndex: 1)), Cancellation);
        (await Leaders(sweep, Goal.Maximize, 10)).ShouldBe([2, 7, 9, 3]);
    }

    [Fact]
    public async Task ReadLeaders_UnfinishedSeeds_CountOnlyWhereNoneHasFinished()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await Store.CommitAsync(
            sweep.Id,
            Batch(Trial(0, 0.3), Trial(0, 0.1, TrialState.Running, seedIndex: 1), Trial(1, 0.2, TrialState.Running), Trial(2, 0.25)),
            Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([1, 2, 0]);

        // Its objective is the same, but it has finished.
        await Store.CommitAsync(sweep.Id, Batch(Trial(0, 0.1, seedIndex: 1)), Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([0, 1, 2]);

        // Trained further, it counts by its finished result.
        await Store.CommitAsync(
            sweep.Id,
            Batch(
                Trial(0, 0.1, TrialState.Running, seedIndex: 1) with { Final = Trial(0).Final, Continuation = new(3, 0.9, Report(3), 1) }),
            Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task ReadLeaders_SeedsThatEndedWithoutAResult_LeaveTheMeanAlone()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        // The figures of the failed and of the cancelled seed are those of an epoch on their way.
        await Store.CommitAsync(
            sweep.Id,
            Batch(
                Trial(0, 0.97), Trial(0, 0.97, seedIndex: 1), Trial(0, 0.80, TrialState.Failed, seedIndex: 2),
                Trial(1, 0.90), Trial(1, 0.99, TrialState.Cancelled, seedIndex: 1), Trial(2, 0.95, TrialState.Running)),
            Cancellation);
        (await Leaders(sweep, Goal.Maximize, 3)).ShouldBe([0, 2, 1]);

        await Store.CommitAsync(sweep.Id, Batch(Trial(2, 0.95, TrialState.Failed)), Cancellation);
        (await Leaders(sweep, Goal.Maximize, 3)).ShouldBe([0, 1, 2], "no seed of configuration 2 has a result, and none is open");
    }

    [Fact]
    public async Task ReadLeaders_SeedsThatDiverged_CountWhereTheyHaveAnObjective()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await Store.CommitAsync(
            sweep.Id,
            Batch(
                Trial(0, 0.98), Trial(0, 0, TrialState.Diverged, seedIndex: 1), Trial(1, 0.90),
                Trial(1, null, TrialState.Diverged, seedIndex: 1), Trial(2, 0.1, TrialState.Running)),
            Cancellation);
        (await Leaders(sweep, Goal.Maximize, 3)).ShouldBe([1, 0, 2]);

        await Store.CommitAsync(sweep.Id, Batch(Trial(2, 0, TrialState.Diverged)), Cancellation);
        (await Leaders(sweep, Goal.Minimize, 3)).ShouldBe([2, 0, 1]);
    }

    [Fact]
    public async Task ReadLeaders_EveryMeanEqual_TakesTheFirstConfigurations()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(configurations: 3000), Cancellation);
        await Store.CommitAsync(
            sweep.Id,
            Batch([.. Enumerable.Range(0, 3000).Reverse().Select(configuration => Trial(configuration, 1, configurations: 3000))]),
            Cancellation);

        (await Leaders(sweep, Goal.Maximize, 300)).ShouldBe(Enumerable.Range(0, 300).Select(configuration => (long)configuration));
        (await Leaders(sweep, Goal.Minimize, 300)).ShouldBe(Enumerable.Range(0, 300).Select(configuration => (long)configuration));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task LeadersAndCounts_RandomBatchesWithReplacements_EqualARecomputation(int seed)
    {
        const int configurations = 1100;
        var random = new Random(seed);
        var sweep = await Store.CreateSweepAsync(Sweep(configurations: configurations), Cancellation);
        var expected = new Dictionary<long, TrialRecord>();
        for (var round = 0; round < 25; round++)
        {
            // Clustered, so that trials are often replaced; in 64ths and small, so that sums are exact and means often tie.
            var near = random.Next(configurations);
            var trials = Enumerable.Range(0, random.Next(60))
                .Select(_ => RandomTrial(random, (near + random.Next(80)) % configurations, configurations))
                .ToList();
            await Store.CommitAsync(sweep.Id, Batch(trials), Cancellation);
            foreach (var trial in trials)
                expected[trial.Trial] = trial;
            foreach (var goal in new[] { Goal.Minimize, Goal.Maximize })
            {
                var top = 1 + random.Next(80);
                var leaders = await Store.ReadLeadersAsync(sweep.Id, goal, top, Cancellation);
                var recomputed = Recompute(expected.Values, goal).Take(top).ToList();
                leaders.Select(leader => leader.Configuration).ShouldBe(recomputed.Select(group => group.Key));
                leaders.SelectMany(leader => leader.Trials)
                    .ShouldBe(recomputed.SelectMany(group => group.OrderBy(trial => trial.SeedIndex)));
            }

            (await Store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(
                expected.Values.GroupBy(trial => trial.State).Select(group => KeyValuePair.Create(group.Key, group.LongCount())),
                ignoreOrder: true);
            (await Store.LoadProgressAsync(sweep.Id, 0, Cancellation))
                .Failed.ShouldBe(expected.Values.LongCount(trial => trial.State == TrialState.Failed));
        }
    }


    private static TrialRecord RandomTrial(Random random, long configuration, long configurations)
    {
        var state = (TrialState)random.Next(6);
        double? objective = random.Next(3) == 0 ? null : random.Next(-16, 16) / 64.0;
        return Trial(configuration, objective, state, random.Next(3), random.Next(2), configurations) with { Attempt = random.Next(1, 4) };
    }

    private static IEnumerable<IGrouping<long, TrialRecord>> Recompute(IEnumerable<TrialRecord> trials, Goal goal) => trials
        .GroupBy(trial => trial.Configuration)
        .Where(group => Mean([.. group]) is not null
            || group.Any(trial => !trial.HasResult && trial.State is TrialState.Diverged or TrialState.Failed))
        .OrderBy(group => Mean([.. group]) is null)
        .ThenBy(group => (goal == Goal.Minimize ? 1 : -1) * (Mean([.. group]) ?? 0))
        .ThenBy(group => group.Key);

    private static double? Mean(IReadOnlyList<TrialRecord> trials) =>
        trials.Average(trial => trial.CountedObjective)
        ?? trials.Where(trial => trial.State is TrialState.Running or TrialState.Waiting).Average(trial => trial.Objective);

    private async Task<IEnumerable<long>> Leaders(SweepRecord sweep, Goal goal, int top) =>
        (await Store.ReadLeadersAsync(sweep.Id, goal, top, Cancellation)).Select(leader => leader.Configuration);
}
