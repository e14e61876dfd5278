using SweepCluster.Model;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class SearcherTests
{
    private const string Head = "name: x\ndataset: mnist\n";

    [Fact]
    public void For_AGrid_ProposesItsCellsInOrder()
    {
        var searcher = Searcher.Create(Specs.Read(Head + "space: {width: [1, 2]}\n"));

        Proposals(searcher).ShouldBe(["width=1", "width=2"]);
    }

    [Fact]
    public void For_ExplicitConfigurations_ProposesThemFirst()
    {
        var searcher = Searcher.Create(
            Specs.Read(Head + "space: {width: [1, 2]}\nconfigurations: [{hidden: [7]}, {width: 9, depth: 2}]\n"));

        Proposals(searcher).ShouldBe(["hidden=[7]", "width=9, depth=2", "width=1", "width=2"]);
    }

    [Fact]
    public void For_ExplicitConfigurationsAlone_ProposesNothingElse() =>
        Proposals(Searcher.Create(Specs.Read(Head + "configurations: [{hidden: [7]}]\n"))).ShouldBe(["hidden=[7]"]);

    [Fact]
    public void For_ABaseAlone_ProposesItOnce() => Proposals(Searcher.Create(Specs.Read(Head + "base: {width: 5}\n"))).ShouldBe([""]);

    // The grid can be numbered, three repeats of it can't.
    [Fact]
    public void For_RepeatsOfAHugeGrid_AreRefused()
    {
        var axes = string.Join(
            ", ", new[] { "lr", "l2", "clip_norm", "clip_value" }.Select(name => $"{name}: {{linear: [1, 10001], points: 10000}}"));
        var text = Head + $"space: {{{axes}, width: {{linear: [1, 500], points: 500}}}}\n";

        Searcher.Create(Specs.Read(text)).Count.ShouldBe(5_000_000_000_000_000_000);
        Should.Throw<SweepException>(() => Searcher.Create(Specs.Read(text) with { Seeds = 3 }))
            .Message.ShouldContain("more than can be numbered");
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 0, 1)]
    [InlineData(3_000_000_004, 1, 1_000_000_001)]
    public void TrialNumber_OfThreeConfigurations_GoesRepeatByRepeat(long trial, long configuration, int seedIndex)
    {
        TrialNumbering.Configuration(trial, 3).ShouldBe(configuration);
        TrialNumbering.SeedIndex(trial, 3).ShouldBe(seedIndex);
    }

    private static IEnumerable<string> Proposals(ISearcher searcher) =>
        Enumerable.Range(0, (int)searcher.Count).Select(number => string.Join(", ", searcher.Propose(number)));
}
