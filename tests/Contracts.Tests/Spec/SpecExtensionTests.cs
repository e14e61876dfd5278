using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecExtensionTests
{
    private const string Base = """
        # What the sweeps share.
        dataset: {name: glyphs, seed: 7}
        split: {last: 100}
        base: {epochs: 3, optimizer: {name: sgd, momentum: 0.9}, batch: 50}
        space: {width: [1, 2], depth: [1, 2]}
        limits: {attempts: 1, failures: 5}
        description: "a: b, #1"
        """;

    [Fact]
    public void Read_AnExtendedFile_CountsWhereTheSpecSaysNothing()
    {
        var spec = Read("""
            name: own
            extends: shared/base.yaml
            split: {fraction: 0.1}
            base: {optimizer: adam, l2: 0.1}
            space: {lr: [0.1], width: [3, 4]}
            limits: {failures: 6}
            """, ("folder/shared/base.yaml", Base)).Spec.ShouldNotBeNull();

        spec.ShouldBe(Specs.Read(spec.Text), "the text stands for itself");
        (spec with { Text = "" }).ShouldBe(Specs.Read("""
            name: own
            dataset: {name: glyphs, seed: 7}
            split: {fraction: 0.1}
            base: {epochs: 3, optimizer: adam, batch: 50, l2: 0.1}
            space: {width: [3, 4], depth: [1, 2], lr: [0.1]}
            limits: {attempts: 1, failures: 6}
            description: "a: b, #1"
            """) with { Text = "" });
    }

    [Fact]
    public void Read_AChainOfFiles_IsFoundFromEachFile()
    {
        var spec = Read("name: own\nextends: ../a/first.yaml\n",
            ("folder/../a/first.yaml", "extends: second.yaml\nseeds: 2\nseed: 2\n"),
            ("folder/../a/second.yaml", "dataset: mnist\nseeds: 3\nscale: 1\n"))
            .Spec.ShouldNotBeNull();

        (spec.Seeds, spec.Seed, spec.Data.Scale, spec.Data.Dataset).ShouldBe((2, 2UL, 1, "mnist"));
    }

    [Fact]
    public void Read_WithoutExtends_KeepsItsText() =>
        Read("name: own # as it is\ndataset: mnist\n").Spec!.Text.ShouldBe("name: own # as it is\ndataset: mnist\n");

    [Theory]
    [InlineData("extends: nowhere.yaml", "folder/own.yaml:3:10: extends: There is no file 'folder/nowhere.yaml'.")]
    [InlineData("extends: own.yaml", "folder/own.yaml:3:10: extends: The file 'folder/own.yaml' extends itself: own.yaml -> own.yaml.")]
    [InlineData(
        "extends: round.yaml",
        "folder/round.yaml:1:10: extends: The file 'folder/own.yaml' extends itself: own.yaml -> round.yaml -> own.yaml.")]
    [InlineData("extends: wrong.yaml", "folder/wrong.yaml:2:7: base.lr: 0 is out of range.")]
    [InlineData("extends: list.yaml", "folder/list.yaml:1:1: file: The file holds a list where a mapping is needed.")]
    [InlineData("extends: empty.yaml", "folder/empty.yaml:1:1: file: The file is empty.")]
    [InlineData("extends: broken.yaml", "folder/broken.yaml:2:1: file: This is not valid YAML")]
    [InlineData("extends: locked.yaml", "folder/own.yaml:3:10: extends: The file 'folder/locked.yaml' can't be read (no right).")]
    [InlineData("extends: [a, b]", "folder/own.yaml:3:10: extends: There is a list where text is needed.")]
    [InlineData("extends: \"a\\0b\"", "folder/own.yaml:3:10: extends: The path of a file has no character 0.")]
    public void Read_AFileThatCannotBeUsed_IsTheOnlyProblemWithItsPlace(string line, string problem)
    {
        var reading = Read($"name: own\ndataset: mnist\n{line}\n",
            ("folder/own.yaml", "name: own\ndataset: mnist\nextends: own.yaml\n"), ("folder/round.yaml", "extends: own.yaml\n"),
            ("folder/wrong.yaml", "base:\n  lr: 0\n"), ("folder/list.yaml", "[1]\n"), ("folder/empty.yaml", ""),
            ("folder/broken.yaml", "base: {lr: 1\n"));

        reading.Spec.ShouldBeNull();
        reading.Problems.ShouldHaveSingleItem().Format("folder/own.yaml").ShouldStartWith(problem);
    }

    [Fact]
    public void Read_ProblemsInSeveralFiles_StandInTheOrderOfTheSpecFirst()
    {
        var problems = Read("name: own\ndataset: mnist\nseeds: 0\nextends: more.yaml\n", ("folder/more.yaml", "seed: -1\n")).Problems;

        problems.Select(problem => problem.Format("own")[..problem.Format("own").IndexOf(' ', StringComparison.Ordinal)])
            .ShouldBe(["own:3:8:", "folder/more.yaml:1:7:"]);
    }

    [Fact]
    public void Read_WithoutAFile_RefusesToExtendOne() =>
        SpecReader.Read("name: x\ndataset: mnist\nextends: base.yaml\n").Problems.ShouldHaveSingleItem()
            .Message.ShouldContain("Only a spec in a file");

    private static SpecReading Read(string text, params (string Path, string Text)[] files) =>
        SpecReader.Read(text, "folder/own.yaml", path =>
        {
            if (path == "folder/locked.yaml")
                throw new UnauthorizedAccessException("no right.");
            return files.FirstOrDefault(file => file.Path == path).Text ?? throw new FileNotFoundException();
        });
}
