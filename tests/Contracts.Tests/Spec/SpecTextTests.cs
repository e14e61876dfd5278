using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecTextTests
{
    [Theory]
    [InlineData("name: x # mine\ndataset: mnist\n", "name: x # mine\ndataset: mnist\n\n# why\nseeds: 3\n")]
    [InlineData("name: x\ndataset: mnist", "name: x\ndataset: mnist\n\n# why\nseeds: 3\n")]
    [InlineData("{name: x, dataset: mnist}", "name: x\ndataset: mnist\n\n# why\nseeds: 3\n")]
    [InlineData("{\"name\": \"x\", \"dataset\": \"mnist\"}\n", "\"name\": \"x\"\n\"dataset\": \"mnist\"\n\n# why\nseeds: 3\n")]
    [InlineData("name: x\nseeds: 2\ndataset: mnist\n", "name: x\ndataset: mnist\n\n# why\nseeds: 3\n")]
    [InlineData("name: x\ndataset: mnist\n...\n", "name: x\ndataset: mnist\n\n# why\nseeds: 3\n")]
    public void Set_AKey_StandsBelow(string text, string changed) => SpecText.Set(text, "# why\nseeds: 3\n").ShouldBe(changed);

    public static TheoryData<string> ShippedSpecs => [.. Specs.Shipped()];

    [Theory]
    [MemberData(nameof(ShippedSpecs))]
    public void Write_ShippedSpec_ReadsBackAsTheSame(string path)
    {
        var text = File.ReadAllText(RepositoryFolder.Combine(path));
        var written = YamlText.Write(YamlTree.Read(text, new())!);

        (Specs.Read(written) with { Text = "" }).ShouldBe(Specs.Read(text) with { Text = "" });
        YamlText.Write(YamlTree.Read(written, new())!).ShouldBe(written);
    }

    [Theory]
    [InlineData("a: 'true'", "a: \"true\"\n")]
    [InlineData("a: true", "a: true\n")]
    [InlineData("a: ''", "a: \"\"\n")]
    [InlineData("a:", "a: ~\n")]
    [InlineData("a: ~", "a: ~\n")]
    [InlineData("a: -1e-3", "a: -1e-3\n")]
    [InlineData("a: '1'", "a: \"1\"\n")]
    [InlineData("a: x, [y]", "a: \"x, [y]\"\n")]
    [InlineData("a: 'x: y #z'", "a: \"x: y #z\"\n")]
    [InlineData("a: |\n  first\n  second\n", "a: \"first\\nsecond\\n\"\n")]
    [InlineData("a: \"\\\"é\\t\\\\\"", "a: \"\\\"é\\t\\\\\"\n")]
    [InlineData("'a b': {c: {}, d: []}", "\"a b\":\n  c: {}\n  d: []\n")]
    [InlineData("a: [[1], {b: 2}]", "a:\n  - [1]\n  - {b: 2}\n")]
    [InlineData("a: '--- x'", "a: \"--- x\"\n")]
    [InlineData("a: minimum/2", "a: minimum/2\n")]
    public void Write_AnyScalar_IsQuotedWhereThatIsNeeded(string text, string written)
    {
        YamlText.Write(YamlTree.Read(text, new())!).ShouldBe(written);
        YamlText.Write(YamlTree.Read(written, new())!).ShouldBe(written);
    }
}
