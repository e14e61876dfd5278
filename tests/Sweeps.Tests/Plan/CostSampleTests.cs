using SweepCluster.Sweeps.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Plan;

public sealed class CostSampleTests
{
    private const string Head = "name: x\ndataset: mnist\nsplit: {last: 9000}\n";

    [Fact]
    public void Choose_FewClasses_TimesEachWithAllOfItsImages()
    {
        var spec = Specs.Read($"{Head}seeds: 3\nbase: {{epochs: 2}}\nspace: {{width: [8, 16], lr: [0.1, 0.01]}}\n");

        var costs = CostSample.Choose(spec, trainImages: 60_000, testImages: 10_000);

        // Two epochs over 51,000 images, validation twice over 9,000 and the test over 10,000 at a third of the cost of training.
        const double trial = (2 * (51_000 + (9_000 / 3.0))) + (10_000 / 3.0);
        costs.Count.ShouldBe(2);
        costs.ShouldAllBe(cost => Math.Abs(cost.Images - (trial * 2 * 3)) < 1e-3);
        costs.ShouldAllBe(cost => Math.Abs(cost.LongestImages - trial) < 1e-3);
    }

    [Fact]
    public void Choose_ManyClasses_TimesAFewThatStandForTheWholeCost()
    {
        var spec = Specs.Read($"{Head}base: {{epochs: 1}}\nspace: {{width: {{linear: [10, 400], step: 10}}, batch: [10, 100]}}\n");

        var costs = CostSample.Choose(spec, trainImages: 60_000, testImages: 10_000);

        costs.Count.ShouldBeInRange(3, CostSample.MaxMeasured);
        // If the speed were as the rough cost says, which is nearly proportional to the width, the total would be exact.
        var total = costs.Sum(cost => cost.Images * cost.Configuration.Hidden[0].Width);
        var exact = 2 * Enumerable.Range(1, 40).Sum(step => step * 10.0) * (51_000 + 3_000 + (10_000 / 3.0));
        total.ShouldBe(exact, 0.15 * exact);
    }

    [Fact]
    public void Choose_ALimitOfTrials_CountsNoMore()
    {
        var body = "base: {epochs: 1}\nspace: {lr: {linear: [0.1, 1], points: 10}}\n";
        var all = CostSample.Choose(Specs.Read(Head + body), 60_000, 10_000).Sum(cost => cost.Images);

        var limited = CostSample.Choose(Specs.Read($"{Head}{body}limits: {{trials: 5}}\n"), 60_000, 10_000).Sum(cost => cost.Images);

        limited.ShouldBe(all / 2, 1e-3);
    }

    [Fact]
    public void Choose_RangeTests_CountsTheirSteps()
    {
        var spec = Specs.Read("name: x\ndataset: mnist\nkind: lr-range\nrange: {start: 0.001, end: 1, factor: 1.01}\nbase: {batch: 32}\n");

        CostSample.Choose(spec, 60_000, 10_000).ShouldHaveSingleItem().Images
            .ShouldBe(32 * (1 + Math.Floor(Math.Log(1000) / Math.Log(1.01))), 1e-3);
    }

    [Fact]
    public void Duration_FromSpeeds_IsSharedBySlotsButNotWithinATrial()
    {
        var spec = Specs.Read($"{Head}seeds: 3\n");
        var cost = CostSample.Choose(spec, 60_000, 10_000).ShouldHaveSingleItem() with { Images = 300, LongestImages = 100 };

        SweepDuration.FromSpeeds([(cost, 0.5)], slots: 2).ShouldBe(new(TimeSpan.FromSeconds(75), TimeSpan.FromSeconds(150)));
        SweepDuration.FromSpeeds([(cost, 0.5)], slots: 8).ShouldBe(new(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(150)));
        SweepDuration.FromSpeeds([], slots: 1).ShouldBe(new(TimeSpan.Zero, TimeSpan.Zero));
    }
}
