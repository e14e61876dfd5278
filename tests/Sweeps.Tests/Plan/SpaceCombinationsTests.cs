using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Tests.Plan;

public sealed class SpaceCombinationsTests
{
    [Fact]
    public void Of_AnyValidSpace_AgreesWithItsCells()
    {
        var spaces = 0;
        foreach (var spec in SpaceSamples.Valid(2000))
        {
            var space = new SearchSpace(spec.Space);
            if (space.Count > 2000)
                continue;
            spaces++;
            AgreesWithItsCells(
                spec, [SettingNames.Optimizer, SettingNames.Momentum, SettingNames.Width, SettingNames.Hidden, SettingNames.Epochs]);
            AgreesWithItsCells(spec, [SettingNames.Nesterov, SettingNames.Activation]);
        }

        spaces.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("lr")]
    [InlineData("l2")]
    [InlineData("lr,l2")]
    [InlineData("batch,l2")]
    [InlineData("dropout,width,lr")]
    public void Of_ConditionsThreeDeep_AgreesWithItsCells(string settings) => AgreesWithItsCells(
        SpecReader.Read("""
            name: x
            dataset: mnist
            space:
              batch: [1, 2, 3]
              l2: {values: [0.1, 0.2], when: {width: 6}}
              width: {values: [5, 6], when: {batch: [2, 3]}}
              lr: {values: [0.1, 0.2, 0.3], when: {l2: 0.1}}
              dropout: {values: [0.1, 0.2], when: {batch: 3}}
            """).Spec!,
        settings.Split(','));

    private static void AgreesWithItsCells(SweepSpec spec, string[] settings)
    {
        var counted = SpaceCombinations.Enumerate(spec.Space, settings)
            .GroupBy(combination => Text(combination.Assignments, settings), combination => new SearchSpace(combination.Cells).Count)
            .ToDictionary(group => group.Key, group => group.Sum());
        var visited = Cells(new SearchSpace(spec.Space)).GroupBy(cell => Text(cell, settings))
            .ToDictionary(group => group.Key, group => group.LongCount());

        counted.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ShouldBe(visited.OrderBy(pair => pair.Key, StringComparer.Ordinal), spec.Text);
    }

    [Fact]
    public void Resolve_AnyCellOfAValidSpec_Succeeds()
    {
        var cells = 0;
        foreach (var spec in SpaceSamples.Valid(2000))
        {
            foreach (var cell in Cells(new SearchSpace(spec.Space)).Take(500))
            {
                cells++;
                Should.NotThrow(() => ConfigurationResolver.Resolve(spec, cell), spec.Text);
            }
        }

        cells.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Resolve_AnyRandomSampleOfAValidSpec_Succeeds()
    {
        foreach (var spec in SpaceSamples.Texts(500)
            .Select(text => SpecReader.Read(text + "search: {random: 50}\n").Spec)
            .OfType<SweepSpec>())
        {
            var searcher = Searcher.Create(spec);
            for (var number = 0L; number < searcher.Count; number++)
                Should.NotThrow(() => ConfigurationResolver.Resolve(spec, searcher.Propose(number)), spec.Text);
        }
    }

    [Theory]
    [InlineData("activation: [relu, [relu, tanh]]", "depth: [1, 2]", false)]
    [InlineData("activation: [relu, [relu, tanh]]", "depth: [2, 3]", true)]
    [InlineData("activation: [relu, [relu, tanh]]", "depth: {values: [2], when: {activation: [[relu, tanh]]}}", true)]
    [InlineData("activation: [relu, [relu, tanh]]", "depth: {values: [2], when: {activation: relu}}", false)]
    [InlineData("optimizer: [sgd, adam]", "momentum: {values: [0], when: {optimizer: sgd}}", true)]
    [InlineData("optimizer: [sgd, adam]", "momentum: {values: [0], when: {optimizer: adam}}", false)]
    [InlineData("schedule: [{name: cosine, warmup_epochs: 2}]", "epochs: {linear: [2, 9], points: 3}", false)]
    [InlineData("schedule: [{name: cosine, warmup_epochs: 2}]", "epochs: {linear: [3, 9], points: 3}", true)]
    [InlineData("optimizer: [nadam, adam]", "convention: {values: [tf1], when: {optimizer: adam}}", true)]
    [InlineData("optimizer: [nadam, adam]", "convention: [keras, tf1]", false)]
    public void Read_TwoAxes_IsValidExactlyWhenNoCellContradictsItself(string first, string second, bool valid)
    {
        var spec = SpecReader.Read($"name: x\ndataset: mnist\nspace:\n  {first}\n  {second}\n").Spec;

        (spec is not null).ShouldBe(valid);
    }

    private static IEnumerable<EquatableArray<SettingAssignment>> Cells(SearchSpace space)
    {
        for (var index = 0L; index < space.Count; index++)
            yield return space.Decode(index);
    }

    private static string Text(EquatableArray<SettingAssignment> assignments, string[] settings) =>
        string.Join("; ", assignments.Where(assignment => settings.Contains(assignment.Setting))
            .Select(assignment => assignment.ToString())
            .Order(StringComparer.Ordinal));
}
