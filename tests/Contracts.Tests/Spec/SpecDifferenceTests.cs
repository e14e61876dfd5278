using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecDifferenceTests
{
    [Fact]
    public void Find_TwoSpecs_NamesWhatDiffersAndWhatOneLacks()
    {
        var found = SpecDifference.Find(
        [
            "name: a\ntags: [x]\ndataset: glyphs\nseeds: 3\nbase: {epochs: 5, lr: 0.1}\nspace: {width: [32, 64]}\n",
            "description: other\nname: b\nspace:\n  width: [32, 64]\n  optimizer: [adam, {name: sgd, momentum: 0.9}]\n"
                + "base: {lr: 0.01, epochs: 5}\ndataset: glyphs\n",
        ]);

        found.Select(difference => (difference.Path, difference.Values[0], difference.Values[1])).ShouldBe(
        [
            ("seeds", "3", null),
            ("base.lr", "0.1", "0.01"),
            ("space.optimizer", null, "[adam, {name: sgd, momentum: 0.9}]"),
        ]);
    }

    [Fact]
    public void Find_TheSameInAnotherOrder_FindsNothing() =>
        SpecDifference.Find(["name: a\nbase: {epochs: 5, lr: 0.1}\n", "base:\n  lr: 0.1\n  epochs: 5\nname: b\n"]).ShouldBeEmpty();
}
