using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class GridSearcherTests
{
    [Theory]
    [InlineData("optimizer: [sgd, {name: sgd, momentum: 0}, adam]", "optimizer=sgd; optimizer=adam")]
    [InlineData(
        "hidden: [[], [5]]\n  activation: [relu, tanh]",
        "hidden=[], activation=relu; hidden=[5], activation=relu; hidden=[5], activation=tanh")]
    [InlineData("depth: [1, 2]\n  activation: [relu, [relu]]", "depth=1, activation=relu; depth=2, activation=relu")]
    [InlineData(
        "optimizer: [{name: sgd, lr: 1}, {name: sgd, lr: 2}]\n  lr: [3, 4]", "optimizer=sgd(lr=1), lr=3; optimizer=sgd(lr=1), lr=4")]
    [InlineData("optimizer: [sgd, {name: sgd, momentum: 0.5}]\n  momentum: {values: [0.5, 0.9], when: {optimizer: sgd}}",
        "optimizer=sgd, momentum=0.5; optimizer=sgd, momentum=0.9")]
    public void Propose_CellsThatTrainTheSame_IsTheFirstOfThem(string axes, string proposals) => Text(Grid(axes)).ShouldBe(proposals);

    [Theory]
    [InlineData("{}", "; width=1; width=2")]
    [InlineData("{width: 2}", "width=2; width=1; width=128")]
    [InlineData("{hidden: [1]}", "hidden=[1]; width=2; width=128")]
    [InlineData("{hidden: [1, 1]}", "hidden=[1, 1]; width=1; width=2; width=128")]
    public void Propose_ACellThatIsSpelledOut_IsLeftOut(string configuration, string proposals) =>
        Text(Grid("width: [1, 2, 128]", $"configurations: [{configuration}]\n")).ShouldBe(proposals);

    [Fact]
    public void Propose_AnySpec_IsAConfigurationOfItsOwnAndNoneIsLost()
    {
        var shorter = 0;
        foreach (var spec in SpaceSamples.Valid(1500))
        {
            var (searcher, space) = (Searcher.Create(spec), new SearchSpace(spec.Space));
            if (space.Count is 0 or > 1000)
                continue;
            var proposed = Enumerable.Range(0, (int)searcher.Count)
                .Select(number => ConfigurationResolver.Resolve(spec, searcher.Propose(number)))
                .ToArray();
            var all = Enumerable.Range(0, (int)space.Count).Select(cell => ConfigurationResolver.Resolve(spec, space.Decode(cell)));

            proposed.ShouldBe(all.Distinct(), spec.Text);
            shorter += searcher.Count < space.Count ? 1 : 0;
        }

        shorter.ShouldBeGreaterThan(10);
    }

    // 200 x 1,000 x the variants: more than are visited.
    [Theory]
    [InlineData("[{name: sgd, lr: 0.1}, {name: sgd, lr: 0.2}]", true)]
    [InlineData("[sgd, {name: sgd, momentum: 0}]", false)]
    public void For_ALargeGrid_IsRefusedOnlyIfItRepeatsItself(string optimizers, bool fits)
    {
        var axes = $"width: {{linear: [1, 200], step: 1}}\n  l2: {{linear: [0, 0.999], step: 0.001}}\n  optimizer: {optimizers}";

        if (fits)
            Grid(axes).Count.ShouldBe(400_000);
        else
            Should.Throw<SweepException>(() => Grid(axes))
                .Message.ShouldContain("'optimizer=sgd' and 'optimizer=sgd(momentum=0)' are the same configuration");
    }

    [Fact]
    public void Propose_ALargeGrid_LeavesOutWhatIsSpelledOut()
    {
        var searcher = Grid(
            "width: {linear: [1, 1000], step: 1}\n  l2: {linear: [0, 0.999], step: 0.001}",
            "configurations: [{l2: 0.002, width: 1}, {l2: 0.5}]\n");

        searcher.Count.ShouldBe(1_000_000);
        string.Join(", ", searcher.Propose(3)).ShouldBe("width=1, l2=0.001");
        string.Join(", ", searcher.Propose(4)).ShouldBe("width=1, l2=0.003");
        string.Join(", ", searcher.Propose(999_999)).ShouldBe("width=1000, l2=0.999");
    }

    private static ISearcher Grid(string axes, string more = "") =>
        Searcher.Create(Specs.Read($"name: x\ndataset: mnist\nspace:\n  {axes}\n{more}"));

    private static string Text(ISearcher searcher) =>
        string.Join("; ", Enumerable.Range(0, (int)searcher.Count).Select(number => string.Join(", ", searcher.Propose(number))));
}
