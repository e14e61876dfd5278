using System.Text.Json;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests;

public sealed class ValidateCommandTests
{
    [IntegrationFact]
    public async Task Validate_Quickstart_PrintsItsPlan()
    {
        var (code, output, error) = await CommandLine.RunAsync("validate", RepositoryFolder.Combine("sweeps", "quickstart.yaml"));

        error.ShouldBe("");
        code.ShouldBe(0);
        output.ShouldContain("configurations    12");
        output.ShouldContain("trials            24 (2 seeds each)");
        // 784-32-10 and 784-128-128-10, counted by hand: inputs * units + units, layer by layer.
        output.ShouldContain($"smallest network  {(784 * 32) + 32 + (32 * 10) + 10:N0} parameters");
        output.ShouldContain($"largest network   {(784 * 128) + 128 + (128 * 128) + 128 + (128 * 10) + 10:N0} parameters");
        output.ShouldContain("objective         maximize val_accuracy of the last epoch");
    }

    [IntegrationFact]
    public async Task Validate_GridOfABillionCells_IsAnsweredWithoutVisitingIt()
    {
        using var folder = new TemporaryFolder();
        var hundred = string.Join(
            ", ", Enumerable.Range(1, 1000).Select(n => (n * 0.0001).ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
        var widths = string.Join(", ", Enumerable.Range(1, 1000));
        File.WriteAllText(
            folder.Combine("large.yaml"),
            $"name: large\ndataset: glyphs\nspace:\n  width: [{widths}]\n  lr: [{hundred}]\n  l2: [{hundred}]\n");

        var (code, output, error) = await CommandLine.RunAsync("validate", folder.Combine("large.yaml"));

        error.ShouldBe("");
        code.ShouldBe(0);
        output.ShouldContain("configurations    1,000,000,000");
    }

    [IntegrationFact]
    public async Task Validate_SeveralProblems_NamesEachWithItsPlaceAndEndsWithTwo()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("bad.yaml");
        File.WriteAllText(file, "name: bad\ndataset: glyphs\nepochs: 3\nspace:\n  widht: [10, 20]\n");

        var (code, output, error) = await CommandLine.RunAsync("validate", file);

        code.ShouldBe(2);
        output.ShouldBe("");
        error.ShouldContain($"{file}:3:1: ");
        error.ShouldContain("base:");
        error.ShouldContain($"{file}:5:3: ");
        error.ShouldContain("width");
        error.ShouldContain("2 problems.");
        error.ShouldNotContain("   at ");
    }

    [IntegrationTheory]
    [InlineData("validate", "no-such-file.yaml")]
    [InlineData("validate")]
    [InlineData("no-such-verb")]
    public async Task BadUsage_EndsWithTwoAndNoStackTrace(params string[] arguments)
    {
        var (code, _, error) = await CommandLine.RunAsync(arguments);

        code.ShouldBe(2);
        error.ShouldNotBeEmpty();
        error.ShouldNotContain("   at ");
    }

    [IntegrationFact]
    public async Task Schema_IsJson()
    {
        var (code, output, _) = await CommandLine.RunAsync("schema");

        code.ShouldBe(0);
        JsonDocument.Parse(output).RootElement.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
    }
}
