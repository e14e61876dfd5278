using SweepCluster.Model.Spec;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class PublishedResultsTests
{
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
