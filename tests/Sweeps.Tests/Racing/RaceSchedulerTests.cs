using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Racing;
using SweepCluster.Sweeps.Tests.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Racing;

public sealed class RaceSchedulerTests
{
    private const int Configurations = 4;

    [Theory]
    [InlineData(3, 30, new[] { 3, 4, 6, 9, 13, 19, 30 })]
    [InlineData(3, 3, new[] { 3 })]
    [InlineData(2, 4, new[] { 2, 3, 4 })]
    [InlineData(5, 10, new[] { 5, 7, 10 })]
    public void Looks_OfSettings_GrowByHalves(int first, int max, int[] looks) => new RaceSettings(first, max).Looks().ShouldBe(looks);

    [Fact]
    public void Ask_Beginning_TrainsTheFirstSeedsOfAllSeedBySeed()
    {
        var run = Run(new(First: 3, Max: 3), (_, _) => 1);

        run.Jobs.ShouldBe(Enumerable.Range(0, 12).Select(trial => new Job(trial, 0, 2)));
    }

    [Fact]
    public void Tell_ClearlyWorse_IsDroppedForGoodWithItsFigures()
    {
        var run = Run(new(First: 4, Max: 30), (configuration, seed) => (configuration == 0 ? 0 : 100) + Noise(configuration, seed));

        run.Trials(DecisionKind.Drop).Order().ShouldBe([1, 2, 3]);
        run.Decisions[^1].Reason.ShouldStartWith("100 worse than configuration 0 over 4 seeds (p = ");
        run.Jobs.Count.ShouldBe(16);
    }

    // The seeds' own effect is much greater than the difference, which is the same for every seed but for a little noise.
    [Fact]
    public void Tell_CommonEffectOfSeeds_DoesNotHideADifference()
    {
        var run = Run(
            new(First: 3, Max: 30), (configuration, seed) => (1000 * (seed % 7)) + configuration + (0.01 * Noise(configuration, seed)));

        run.Trials(DecisionKind.Drop).Order().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Tell_EqualConfigurations_RunToTheMaximum()
    {
        var run = Run(new(First: 3, Max: 8), (_, seed) => seed);

        run.Trials(DecisionKind.Drop).ShouldBeEmpty();
        run.Jobs.Count.ShouldBe(Configurations * 8);
    }

    [Fact]
    public void Tell_DifferencesBelowTheIndifference_EndTheRace()
    {
        var run = Run(new(First: 5, Max: 30, Indifference: 5), (configuration, seed) => 0.001 * Noise(configuration, seed));

        run.Jobs.Count.ShouldBe(Configurations * 5);
    }

    [Fact]
    public void Tell_MaximizedObjective_KeepsTheGreatest() =>
        Run(new(First: 4, Max: 30), (configuration, seed) => (100 * configuration) + Noise(configuration, seed), Goal.Maximize)
            .Trials(DecisionKind.Drop).Order().ShouldBe([0, 1, 2]);

    [Fact]
    public void Tell_SeedsWithoutObjective_AreLeftOutOrCountAsGiven()
    {
        // Configuration 1 is the best, but all of its odd seeds diverge.
        double? Loss(long configuration, int seed) => configuration == 1 && seed % 2 == 1
            ? null
            : (configuration == 1 ? 0 : 50) + Noise(configuration, seed);

        var leftOut = Run(new(First: 8, Max: 8), Loss);
        var asWorst = Run(new(First: 8, Max: 8), Loss, missing: 1e6);

        leftOut.Trials(DecisionKind.Drop).ShouldNotContain(1);
        leftOut.Trials(DecisionKind.Drop).Length.ShouldBe(3);
        asWorst.Trials(DecisionKind.Drop).ShouldNotContain(0);
    }

    [Fact]
    public void Tell_ConfigurationWithoutAnyObjective_IsDropped()
    {
        var run = Run(new(First: 3, Max: 4), (configuration, seed) => configuration == 2 ? null : Noise(configuration, seed));

        run.Decisions.ShouldContain(new Decision(DecisionKind.Drop, 2, 2, "no objective in 3 seeds"));
    }

    [Fact]
    public void Ask_Participants_AloneRaceFromTheFirstSeedGiven()
    {
        var scheduler = new RaceScheduler(SchedulerRun.Losses(10, 2), new(First: 2, Max: 2), [3, 7], firstSeed: 1);

        var run = SchedulerRun.ToTheEnd(scheduler, 2, (trial, _) => trial);

        run.Jobs.Select(job => job.Trial).ShouldBe([13, 17, 23, 27]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ask_FewerThanTwoConfigurations_IsOver(int count) =>
        new RaceScheduler(SchedulerRun.Losses(9, 2), new(), Enumerable.Repeat(4L, count)).Ask().Job.ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Tell_AnyNumberOfWorkers_DropsTheSame(int workers)
    {
        var one = Run(new(First: 3, Max: 12), (configuration, seed) => (3 * configuration) + Noise(configuration, seed));
        var more = Run(new(First: 3, Max: 12), (configuration, seed) => (3 * configuration) + Noise(configuration, seed), workers: workers);

        more.Decisions.Where(decision => decision.Kind == DecisionKind.Drop)
            .ShouldBe(one.Decisions.Where(decision => decision.Kind == DecisionKind.Drop));
    }

    private static double Noise(long configuration, int seed) =>
        ((configuration * 7) + (seed * seed * 3) + (seed * configuration * 5)) % 11 / 11.0;

    private static SchedulerRun Run(
        RaceSettings settings,
        Func<long, int, double?> objective,
        Goal goal = Goal.Minimize,
        double? missing = null,
        int workers = 1) => SchedulerRun.ToTheEnd(
            new RaceScheduler(new(Configurations, 2, goal), settings, missing: missing), 2,
            (trial, _) => objective(trial % Configurations, (int)(trial / Configurations)), workers);
}
