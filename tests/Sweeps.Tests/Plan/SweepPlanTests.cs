using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Plan;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Plan;

public sealed class SweepPlanTests
{
    [Fact]
    public void For_ASmallGrid_IsExact()
    {
        var spec = Specs.Read("""
            name: x
            dataset: mnist
            split: {last: 10000}
            seeds: 3
            base: {depth: 1, epochs: 2}
            space: {width: [10, 20], lr: [0.1, 0.01], epochs: [1, 4]}
            configurations: [{hidden: []}]
            """);

        var plan = SweepPlan.Create(spec, pixels: 784, classes: 10, trainImages: 60_000);

        const long narrow = (785 * 10) + (11 * 10), wide = (785 * 20) + (21 * 10), linear = 785 * 10;
        plan.ShouldBe(new(9, 27, linear, wide, 3.0 * 50_000 * 3 * (((narrow + wide) * 2 * 5) + (linear * 2)), Estimated: false));
    }

    [Fact]
    public void For_AnyValidGrid_AgreesWithItsCells()
    {
        var plans = 0;
        foreach (var spec in SpaceSamples.Valid(1500))
        {
            var searcher = Searcher.Create(spec);
            if (searcher.Count > 1000)
                continue;
            plans++;
            var cells = Enumerable.Range(0, (int)searcher.Count)
                .Select(number => ConfigurationResolver.Resolve(spec, searcher.Propose(number)))
                .ToArray();
            var sizes = cells.Select(cell => ParameterCount.Compute(cell)).ToArray();

            var plan = SweepPlan.Create(spec, 784, 10, 60_000);
            (plan with { Shortfall = null }).ShouldBe(new(
                cells.Length, cells.Length * 2, sizes.Min(), sizes.Max(),
                3.0 * cells.Sum(cell => (double)ParameterCount.Compute(cell) * cell.Epochs) * 60_000 * 2, Estimated: false), spec.Text);
        }

        plans.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void For_ABillionCells_IsExactWithoutVisitingThem()
    {
        var spec = Specs.Read("""
            name: x
            dataset: mnist
            space:
              width: {linear: [1, 100], points: 100}
              lr: {log: [1e-6, 1], points: 1000}
              l2: {log: [1e-9, 1], points: 1000}
              batch: {linear: [1, 10], points: 10}
            """);

        var plan = SweepPlan.Create(spec, 784, 10, 60_000);

        (plan.Configurations, plan.Estimated, plan.SmallestParameters, plan.LargestParameters).ShouldBe(
            (1_000_000_000, false, 805, 79_510));
        // A width of w has 795 w + 10 parameters; 5 epochs by default.
        plan.MultiplyAdds.ShouldBe(3.0 * 60_000 * 5 * 1e7 * ((795 * 5050) + 1000), 1e6);
    }

    [Fact]
    public void For_TooManyDifferentNetworks_IsEstimatedAndSaysSo()
    {
        var spec = Specs.Read("""
            name: x
            dataset: mnist
            space:
              width: {linear: [1, 10000], points: 10000}
              epochs: {linear: [1, 1000], points: 1000}
            """);

        var plan = SweepPlan.Create(spec, 784, 10, 60_000);

        (plan.Configurations, plan.Estimated, plan.SmallestParameters, plan.LargestParameters).ShouldBe((10_000_000, true, 805, 7_950_010));
        var exact = 3.0 * 60_000 * 500_500 * ((795.0 * 50_005_000) + 100_000);
        (plan.MultiplyAdds / exact).ShouldBe(1, 0.01);
    }

    [Fact]
    public void For_RandomSearch_EvaluatesItsSamples()
    {
        var spec = Specs.Read("name: x\ndataset: mnist\nsearch: {random: 200}\nspace: {width: {log: [1, 1000]}}\n");
        var searcher = Searcher.Create(spec);
        var sizes = Enumerable.Range(0, 200)
            .Select(number => ParameterCount.Compute(ConfigurationResolver.Resolve(spec, searcher.Propose(number))))
            .ToArray();

        var plan = SweepPlan.Create(spec, 784, 10, 60_000);

        plan.ShouldBe(new(200, 200, sizes.Min(), sizes.Max(), 3.0 * sizes.Sum() * 5 * 60_000, Estimated: false));
    }

    [Theory]
    [InlineData("search: {random: 8}\nspace: {width: [1, 2]}\n", 2, "random: 8 finds 2 different configurations")]
    [InlineData("search: {random: 8}\nspace: {width: [7]}\n", 1, "random: 8 finds 1 different configuration")]
    [InlineData("search: {random: 2}\nspace: {width: [1, 2]}\n", 2, null)]
    [InlineData(
        "space: {optimizer: [sgd, {name: sgd, momentum: 0}], width: [1, 2]}\n", 2, "2 of 4 cells repeat a configuration and are left out")]
    [InlineData("space: {width: [1, 128]}\nconfigurations: [{depth: 1}]\n", 2, "1 of 2 cells repeats a configuration and is left out")]
    [InlineData("space: {width: [1, 2]}\n", 2, null)]
    public void For_FewerConfigurationsThanAskedFor_SaysSo(string body, int configurations, string? shortfall)
    {
        var plan = SweepPlan.Create(Specs.Read($"name: x\ndataset: mnist\nseeds: 2\n{body}"), 784, 10, 60_000);

        (plan.Configurations, plan.Trials, plan.Shortfall).ShouldBe((configurations, 2 * configurations, shortfall));
    }

    [Fact]
    public void For_BaseAlone_IsOneConfiguration() =>
        SweepPlan.Create(Specs.Read("name: x\ndataset: mnist\nseeds: 5\nbase: {width: 50, depth: 2}\n"), 784, 10, 60_000)
            .ShouldBe(new(1, 5, 42_310, 42_310, 3.0 * 42_310 * 5 * 60_000 * 5, Estimated: false));

    [Fact]
    public void For_MoreCellsThanCanBeNumbered_IsRefused()
    {
        var axes = string.Join(
            ", ",
            new[] { "lr", "l2", "clip_norm", "clip_value", "width" }.Select(name => $"{name}: {{linear: [1, 10001], points: 10000}}"));
        var spec = Specs.Read($"name: x\ndataset: mnist\nsearch: {{random: 1}}\nspace: {{{axes}}}\n") with
        {
            Search = new(SearchKind.Grid),
        };

        Should.Throw<SweepException>(() => SweepPlan.Create(spec, 784, 10, 60_000)).Message.ShouldContain("more than can be numbered");
    }
}
