using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class RandomSearcherTests
{
    private const int Samples = 2000;

    [Fact]
    public void Propose_InAnyOrder_IsTheSame()
    {
        var forwards = Search("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]");
        var backwards = Search("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]");

        var last = Enumerable.Range(0, Samples).Reverse().Select(number => backwards.Propose(number)).Reverse();

        Proposals(forwards).ShouldBe(last);
    }

    [Theory]
    [InlineData("lr: {log: [1e-4, 1]}")]
    [InlineData("width: {linear: [1, 200]}")]
    [InlineData("width: {log: [1, 120]}\n  activation: [relu, tanh]")]
    public void Propose_WithMoreSamples_KeepsTheFirst(string axes)
    {
        var few = Search(axes, samples: 100);
        var many = Search(axes, samples: 1000);

        few.Count.ShouldBe(100);
        many.Count.ShouldBeGreaterThan(100);
        Proposals(few).ShouldBe(Proposals(many).Take(100));
    }

    [Fact]
    public void Propose_WithAnotherSeed_Differs() =>
        Proposals(Search("lr: {log: [1e-4, 1]}", samples: 10)).Intersect(Proposals(Search("lr: {log: [1e-4, 1]}", samples: 10, seed: 2)))
            .ShouldBeEmpty();

    [Fact]
    public void Propose_DrawsWithoutRepeats_AreTheProposals()
    {
        var spec = Spec("lr: {log: [1e-4, 1]}\n  width: {linear: [1, 1000]}", 500, 1);
        var draws = new RandomDraws(spec.Space, spec.Seed);

        Proposals(Searcher.Create(spec)).ShouldBe(Enumerable.Range(0, 500).Select(number => draws.Draw(number)));
    }

    [Fact]
    public void Propose_DrawsWithRepeats_AreTheDifferentOnesInTheirOrder()
    {
        var spec = Spec("width: {linear: [1, 50]}", 40, 1);
        var draws = new RandomDraws(spec.Space, spec.Seed);

        Proposals(Searcher.Create(spec)).ShouldBe(Enumerable.Range(0, 1000).Select(number => draws.Draw(number)).Distinct().Take(40));
    }

    // Written differently, with every default filled in the same.
    [Theory]
    [InlineData("width: [1, 2]", 2)]
    [InlineData("width: {linear: [1, 3]}", 3)]
    [InlineData("width: {linear: [8, 40], step: 8}", 5)]
    [InlineData("optimizer: [sgd, {name: sgd, momentum: 0}, {name: sgd, lr: 0.01}]", 1)]
    [InlineData("optimizer: [{name: sgd, lr: 0.1}, {name: sgd, lr: 0.2}]\n  lr: [1, 2, 3]", 3)]
    [InlineData("hidden: [[], [5]]\n  activation: [relu, tanh]", 3)]
    [InlineData("depth: [2, 3]\n  activation: [relu, [relu, relu], [relu, tanh]]", 4)]
    [InlineData("init: [{name: normal, std: 1}, normal, zeros]", 2)]
    [InlineData("schedule: [constant, {name: constant, warmup_epochs: 0}]", 1)]
    [InlineData("optimizer: [sgd, adam]\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}", 3)]
    public void Count_OfASmallSpace_IsItsNumberOfDifferentConfigurations(string axes, int count)
    {
        var random = Search(axes, samples: 1000);

        random.Count.ShouldBe(count);
        Proposals(random).Select(proposal => ConfigurationResolver.Resolve(Spec(axes, 1000, 1), proposal)).Distinct().Count()
            .ShouldBe(count);
    }

    // Chance alone finds the greatest of these once in 540,000 draws.
    [Fact]
    public void Count_WhereSomeCellsAreUnlikely_IsExact()
    {
        var searcher = Search("batch: {log: [1, 50000]}", samples: 60_000);

        searcher.Count.ShouldBe(50_000);
        Proposals(searcher).Distinct().Count().ShouldBe(50_000);
    }

    // A continuous range of two neighbouring doubles.
    [Fact]
    public void Count_OfARangeThatHardlyHasValues_EndsWithThem() =>
        Search("l2: {linear: [1, 1.0000000000000002]}", samples: 1000).Count.ShouldBe(2);

    [Fact]
    public void Propose_ExplicitConfigurations_AreNotDrawnAgain()
    {
        var spec = Specs.Read(
            "name: x\ndataset: mnist\nsearch: {random: 9}\nspace: {optimizer: [sgd, adam, nadam]}\nconfigurations: [{lr: 0.001}]\n");

        Proposals(Searcher.Create(spec)).Select(proposal => $"{proposal[0]}").Order()
            .ShouldBe(["lr=0.001", "optimizer=nadam", "optimizer=sgd"]);
    }

    [Fact]
    public void Propose_TenThousand_AreAllDifferent() =>
        Proposals(Search("dropout: {linear: [0, 0.09]}", samples: 10_000)).Distinct().Count().ShouldBe(10_000);

    [Fact]
    public void Propose_AnySpec_IsAConfigurationOfItsOwn()
    {
        var specs = 0;
        foreach (var spec in SpaceSamples.Valid(1500).Where(spec => spec.Space.Count > 0))
        {
            specs++;
            var random = spec with { Search = new(SearchKind.Random, Samples: 20) };
            var searcher = Searcher.Create(random);
            var configurations = Enumerable.Range(0, (int)searcher.Count)
                .Select(number => ConfigurationResolver.Resolve(random, searcher.Propose(number)))
                .ToArray();

            configurations.Distinct().Count().ShouldBe(configurations.Length, spec.Text);
            configurations.ShouldAllBe(configuration => configuration.Epochs > 0);
        }

        specs.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Propose_OutsideTheSamples_Throws(long number) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Search("width: [1, 2]").Propose(number));

    private static SweepSpec Spec(string axes, int samples, int seed) =>
        Specs.Read($"name: x\ndataset: mnist\nseed: {seed}\nsearch: {{random: {samples}}}\nspace:\n  {axes}\n");

    private static ISearcher Search(string axes, int samples = Samples, int seed = 1) => Searcher.Create(Spec(axes, samples, seed));

    private static EquatableArray<SettingAssignment>[] Proposals(ISearcher searcher) =>
        [.. Enumerable.Range(0, (int)searcher.Count).Select(number => searcher.Propose(number))];
}
