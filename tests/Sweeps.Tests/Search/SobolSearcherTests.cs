using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Tests.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class SobolSearcherTests
{
    [Fact]
    public void Propose_List_TakesEachValueEquallyOften() =>
        Proposals("activation: [relu, tanh, selu, elu]\n  lr: {log: [1e-4, 1]}", 64).CountBy(own => own[0].ToString())
            .Select(count => count.Value).ShouldBe([16, 16, 16, 16]);

    [Fact]
    public void Propose_Range_HasOneSampleInEachPart() =>
        Proposals("dropout: {linear: [0, 0.5]}", 32).Select(own => (int)(((SettingValue.Number)own[0].Value).Value * 64)).Order()
            .ShouldBe(Enumerable.Range(0, 32));

    [Fact]
    public void Propose_WithMoreSamples_KeepsTheFirst() =>
        Proposals("width: {linear: [1, 200]}", 50).ShouldBe(Proposals("width: {linear: [1, 200]}", 150).Take(50));

    [Fact]
    public void Propose_WithAnotherSeed_Differs() =>
        Proposals("lr: {log: [1e-4, 1]}", 10).Intersect(Proposals("lr: {log: [1e-4, 1]}", 10, seed: 2)).ShouldBeEmpty();

    [Fact]
    public void Count_OfASmallSpace_IsItsNumberOfDifferentConfigurations()
    {
        var proposals = Proposals("optimizer: [sgd, adam]\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}", 1000);

        proposals.Length.ShouldBe(3);
        proposals.ShouldAllBe(own => own.Count == (own[0].ToString() == "optimizer=sgd" ? 2 : 1));
    }

    [Fact]
    public void Propose_AnySpec_IsAConfigurationOfItsOwn()
    {
        foreach (var spec in SpaceSamples.Valid(400).Where(spec => spec.Space.Count > 0))
        {
            var searcher = new SobolSearcher(spec, 20, TestContext.Current.CancellationToken);
            var configurations = Enumerable.Range(0, (int)searcher.Count)
                .Select(number => ConfigurationResolver.Resolve(spec, searcher.Propose(number)))
                .ToArray();

            configurations.Distinct().Count().ShouldBe(configurations.Length, spec.Text);
        }
    }

    private static EquatableArray<SettingAssignment>[] Proposals(string axes, int samples, int seed = 1)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\nseed: {seed}\nsearch: {{random: 1}}\nspace:\n  {axes}\n");
        var searcher = new SobolSearcher(spec, samples, TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, (int)searcher.Count).Select(number => searcher.Propose(number))];
    }
}
