using System.Globalization;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class RandomSearcherTests
{
    private const int Draws = 2000;

    [Fact]
    public void Propose_InAnyOrder_IsTheSame()
    {
        var forwards = Search("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]");
        var backwards = Search("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]");

        var last = Enumerable.Range(0, Draws).Reverse().Select(number => backwards.Propose(number)).Reverse();

        Proposals(forwards).ShouldBe(last);
    }

    [Fact]
    public void Propose_WithMoreSamples_KeepsTheFirst()
    {
        var few = Search("lr: {log: [1e-4, 1]}", samples: 10);
        var many = Search("lr: {log: [1e-4, 1]}", samples: 100);

        Proposals(few, 10).ShouldBe(Proposals(many, 10));
    }

    [Fact]
    public void Propose_WithAnotherSeed_Differs() =>
        Proposals(Search("lr: {log: [1e-4, 1]}", seed: 1), 10).Intersect(Proposals(Search("lr: {log: [1e-4, 1]}", seed: 2), 10)).ShouldBeEmpty();

    [Fact]
    public void Propose_AnotherAxis_LeavesTheFirstOnesDraws()
    {
        var alone = Search("lr: {log: [1e-4, 1]}");
        var beside = Search("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]");

        Numbers(alone, "lr").ShouldBe(Numbers(beside, "lr"));
    }

    [Fact]
    public void Propose_ALogarithmicRange_IsUniformInTheLogarithm()
    {
        var rates = Numbers(Search("lr: {log: [1e-4, 1]}"), "lr");

        rates.ShouldAllBe(rate => rate >= 1e-4 && rate <= 1);
        // A quarter of the draws in each decade: 500, with a standard deviation of 19.
        for (var decade = -4; decade < 0; decade++)
            rates.Count(rate => Math.Floor(Math.Log10(rate)) == decade).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Fact]
    public void Propose_ALinearRange_IsUniform()
    {
        var rates = Numbers(Search("dropout: {linear: [0.2, 0.6]}"), "dropout");

        rates.ShouldAllBe(rate => rate >= 0.2 && rate <= 0.6);
        rates.Average().ShouldBe(0.4, 0.02);
        rates.Count(rate => rate < 0.3).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Fact]
    public void Propose_ARangeOfNumbers_HasSixSignificantDigits() =>
        Numbers(Search("lr: {log: [1e-4, 1]}"), "lr")
            .ShouldAllBe(rate => rate == double.Parse(rate.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    [Fact]
    public void Propose_ARangeOfWholeNumbers_IsWholeAndReachesBothEnds()
    {
        var widths = Numbers(Search("width: {linear: [3, 7]}"), "width");

        widths.Distinct().Order().ShouldBe([3, 4, 5, 6, 7]);
    }

    [Fact]
    public void Propose_AList_IsUniformOverItsValues()
    {
        var widths = Numbers(Search("width: [1, 2, 3, 4]"), "width");

        for (var width = 1; width <= 4; width++)
            widths.Count(drawn => drawn == width).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Theory]
    [InlineData("optimizer: [sgd, adam]\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}\n  nesterov: {values: [true], when: {momentum: 0.9}}")]
    [InlineData("nesterov: {values: [true], when: {momentum: 0.9}}\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}\n  optimizer: [sgd, adam]")]
    public void Propose_AConditionalAxis_ExistsWhereItsParentAllows(string axes)
    {
        var proposals = Proposals(Search(axes)).Select(proposal => string.Join(", ", proposal.Select(assignment => $"{assignment}").Order())).ToArray();

        proposals.Distinct().Order().ShouldBe(
        [
            "momentum=0, optimizer=sgd",
            "momentum=0.9, nesterov=true, optimizer=sgd",
            "optimizer=adam",
        ]);
        proposals.Count(proposal => proposal == "optimizer=adam").ShouldBeInRange((Draws / 2) - 120, (Draws / 2) + 120);
    }

    [Fact]
    public void Propose_AnySpec_ResolvesToAConfiguration()
    {
        var specs = 0;
        foreach (var spec in SpaceSamples.Valid(1500).Where(spec => spec.Space.Count > 0))
        {
            specs++;
            var random = spec with { Search = new(SearchKind.Random, Samples: 20) };
            var searcher = Searcher.For(random);
            for (var number = 0; number < 20; number++)
                ConfigurationResolver.Resolve(random, searcher.Propose(number)).Epochs.ShouldBePositive();
        }

        specs.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Draws)]
    public void Propose_OutsideTheSamples_Throws(long number) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Search("width: [1, 2]").Propose(number));

    private static ISearcher Search(string axes, int samples = Draws, int seed = 1) =>
        Searcher.For(Specs.Read($"name: x\ndataset: mnist\nseed: {seed}\nsearch: {{random: {samples}}}\nspace:\n  {axes}\n"));

    private static EquatableArray<SettingAssignment>[] Proposals(ISearcher searcher, int count = Draws) =>
        [.. Enumerable.Range(0, count).Select(number => searcher.Propose(number))];

    private static double[] Numbers(ISearcher searcher, string setting) =>
        [.. Proposals(searcher).Select(proposal => ((SettingValue.Number)proposal.Single(assignment => assignment.Setting == setting).Value).Value)];
}
