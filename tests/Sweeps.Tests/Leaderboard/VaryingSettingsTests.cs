using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class VaryingSettingsTests
{
    [Theory]
    [InlineData("base: {width: 8}", "")]
    [InlineData("space: {width: [8], lr: [0.1, 0.2]}", "lr=0.1; lr=0.2")]
    [InlineData(
        "space: {optimizer: [sgd, adam], momentum: {values: [0.9], when: {optimizer: sgd}}}",
        "optimizer=sgd, momentum=0.9; optimizer=adam")]
    [InlineData("configurations: [{width: 8, lr: 0.1}, {width: 8, depth: 2}]", "lr=0.1; depth=2")]
    [InlineData("configurations: [{width: 8, lr: 0.1}]", "")]
    [InlineData("space: {width: [8], lr: [0.1]}\nconfigurations: [{width: 8, lr: 0.2}]", "lr=0.2; lr=0.1")]
    public void Of_EachConfiguration_KeepsWhatNotAllHave(string body, string expected)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\n{body}\n");
        var (searcher, varying) = (Searcher.Create(spec), new VaryingSettings(spec));

        var shown = Enumerable.Range(0, (int)searcher.Count).Select(number => string.Join(", ", varying.Select(searcher.Propose(number))));

        string.Join("; ", shown).ShouldBe(expected);
    }
}
