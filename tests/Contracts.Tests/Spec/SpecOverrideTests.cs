using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

/// <summary>Changes of a spec that options ask for.</summary>
public sealed class SpecOverrideTests
{
    private const string File = """
        name: own
        dataset: {name: glyphs, seed: 7}
        split: {last: 100}
        base: {epochs: 3, lr: 0.01, batch: 50}
        space: {width: [8, 16], depth: [1, 2]}
        """;

    [Theory]
    [InlineData("base.lr", "0.1", "base: {epochs: 3, lr: 0.1, batch: 50}")]
    [InlineData("base.dropout", "0.2", "base: {epochs: 3, lr: 0.01, batch: 50, dropout: 0.2}")]
    [InlineData("base.lr", "", "base: {epochs: 3, batch: 50}")]
    [InlineData("base.optimizer", "{name: sgd, momentum: 0.9}",
        "base: {epochs: 3, lr: 0.01, batch: 50, optimizer: {name: sgd, momentum: 0.9}}")]
    public void Read_WithASettingChanged_IsTheSpecThatSaysSo(string path, string value, string line)
    {
        var spec = Read(File, Set(path, value)).Spec.ShouldNotBeNull();

        (spec with { Text = "" }).ShouldBe(
            Specs.Read(File.Replace("base: {epochs: 3, lr: 0.01, batch: 50}", line, StringComparison.Ordinal)) with { Text = "" });
        spec.ShouldBe(Specs.Read(spec.Text), "the recorded text needs no option");
    }

    [Fact]
    public void Read_WithAnAxisChanged_KeepsTheOrderOfTheAxes()
    {
        var spec = Read(File, Set("space.width", "[32,64]")).Spec.ShouldNotBeNull();

        spec.Space.Select(axis => axis.Setting).ShouldBe(["width", "depth"]);
        spec.ShouldBe(Specs.Read(spec.Text));
        spec.Text.ShouldContain("width: [32, 64]");
    }

    [Fact]
    public void Read_WithTopLevelKeys_AddsOrReplacesThem()
    {
        var spec = Read(
            File, Set("seeds", "5"), Set("name", "other"), new("--tag first", "tags", "first", IsAdded: true),
            new("--tag second", "tags", "second", IsAdded: true), Set("dataset.train", "600")).Spec.ShouldNotBeNull();

        (spec.Seeds, spec.Name, spec.Data.Dataset).ShouldBe((5, "other", Specs.Read(
            File.Replace("seed: 7", "seed: 7, train: 600", StringComparison.Ordinal)).Data.Dataset));
        spec.Tags.ShouldBe(["first", "second"]);
    }

    [Fact]
    public void Read_ASpecThatExtendsAnother_IsChangedAfterwards()
    {
        var reading = SpecReader.Read(
            "name: own\nextends: base.yaml\n", "own.yaml", _ => "dataset: mnist\nsplit: {last: 100}\nbase: {lr: 0.5}\n",
            [Set("base.lr", "0.1")]);

        reading.Spec.ShouldNotBeNull().Text.ShouldContain("lr: 0.1");
    }

    [Theory]
    [InlineData("base.lr", "many", "--set base.lr=many: base.lr: ")]
    [InlineData("base.learning_rat", "1", "--set base.learning_rat=1: base.learning_rat: ")]
    [InlineData("base.lr", "[", "--set base.lr=[: base.lr: '[' is not a YAML value on one line.")]
    [InlineData("Base", "1", "--set Base=1: file: 'Base' is not the path of a setting.")]
    [InlineData("name.first", "x", "--set name.first=x: name: The spec has 'own' there, which has no key 'first'.")]
    [InlineData("limits.trials", "", "--set limits.trials=: limits.trials: There is no such key to remove.")]
    [InlineData("base.width", "8", "--set base.width=8: base.width: The value has no effect, because space varies width.")]
    public void Read_WithAnOverrideThatIsWrong_NamesTheOptionAsThePlace(string path, string value, string message)
    {
        var reading = Read(File, Set(path, value));

        reading.Spec.ShouldBeNull();
        reading.Problems[0].Format("own.yaml").ShouldStartWith(message);
    }

    [Fact]
    public void Read_WithAProblemOfTheFile_NamesItsLine() =>
        Read($"{File}\nseeds: none\n", Set("base.lr", "0.1")).Problems.ShouldHaveSingleItem().Format("own.yaml")
            .ShouldStartWith("own.yaml:6:8: seeds: ");

    private static SpecOverride Set(string path, string value) => new($"--set {path}={value}", path, value);

    private static SpecReading Read(string text, params SpecOverride[] overrides) =>
        SpecReader.Read(text, "own.yaml", _ => throw new FileNotFoundException(), overrides);
}
