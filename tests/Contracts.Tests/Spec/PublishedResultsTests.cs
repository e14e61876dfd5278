using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class PublishedResultsTests
{
    [Fact]
    public void Read_AnEntry_HasItsEpochAndSource()
    {
        var figure = Specs.Quick("published: [{epoch: 3, train_loss: 0.1, lr: 0.5, source: {cell: 14, words: as printed}}]\n").Published
            .ShouldHaveSingleItem();

        (figure.Epoch, figure.Source).ShouldBe((3, new ClaimSource("14", "as printed")));
        string.Join(", ", figure.Values.Select(value => $"{value.Figure.Name} {value.Value}")).ShouldBe("train_loss 0.1, lr 0.5");
    }

    [Theory]
    [InlineData("epoch: 3, test_loss: 1", "test_loss is a figure of the whole trial")]
    [InlineData("epoch: 3, parameters: 1", "parameters is a figure of the whole trial")]
    [InlineData("parameters: 1.5", "out of range")]
    [InlineData("lr: 0", "out of range")]
    [InlineData("note: x", "no figure")]
    [InlineData("lr: 1, source: {}", "neither a cell nor words")]
    [InlineData("lr: 1, source: {sell: 3}", "Did you mean 'cell'?")]
    [InlineData("lr: 1, source: here", "where a mapping is needed")]
    public void Read_WhatIsNotValid_IsReportedWithItsPlace(string entry, string part)
    {
        var problem = SpecReader.Read($"name: x\ndataset: mnist\npublished: [{{{entry}}}]\n").Problems.ShouldHaveSingleItem();

        $"{problem.Message} {problem.Remedy}".ShouldContain(part);
        problem.Path.ShouldStartWith("published[0]");
    }

    // The condition, and which of the four explicit configurations it is about.
    [Theory]
    [InlineData("{}", "0123")]
    [InlineData("{width: 50}", "02")]
    [InlineData("{width: 50, lr: 0.1}", "0")]
    [InlineData("{hidden: [300, 100]}", "1")]
    [InlineData("{optimizer: sgd}", "013")]
    [InlineData("{optimizer: {name: sgd, lr: 0.1}}", "01")]
    [InlineData("{lr: 0.1}", "01")]
    [InlineData("{shuffle: true}", "0123")]
    [InlineData("{convention: keras}", "0123")]
    [InlineData("{epochs: 3}", "3")]
    public void Concerns_Condition_HoldsForTheseConfigurations(string where, string concerned)
    {
        var spec = Specs.Read($$$"""
            name: x
            dataset: mnist
            base: {width: 50, optimizer: {name: sgd, lr: 0.1}}
            configurations:
              - {}
              - {hidden: [300, 100]}
              - {optimizer: adam, lr: 0.2}
              - {optimizer: sgd, width: 60, epochs: 3}
            published:
              - where: {{{where}}}
                test_loss: 1
            """);

        var found = Enumerable.Range(0, 4).Where(number => PublishedResults.Concerns(spec.Published[0], spec, spec.Configurations[number]));

        string.Concat(found).ShouldBe(concerned);
    }
}
