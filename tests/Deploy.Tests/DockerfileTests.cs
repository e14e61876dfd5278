using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>What the images are built from.</summary>
public sealed partial class DockerfileTests
{
    public static TheoryData<string> Dockerfiles() =>
        [.. new DirectoryInfo(RepositoryFolder.Combine("deploy", "docker")).EnumerateFiles()
            .Select(file => file.Name)
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void BaseImage_OfEveryStage_IsNamedByItsDigest(string file)
    {
        var text = Sources.Read("deploy", "docker", file);
        var stages = FromLine().Matches(text);

        stages.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (Match stage in stages)
            stage.Groups["image"].Value.ShouldMatch("^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$");
        // BuildKit would load a frontend that is named here.
        text.ShouldNotContain("syntax=");
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Build_OfTheCommandLine_HasNpmForItsCharts(string file)
    {
        var text = Sources.Read("deploy", "docker", file);
        if (!text.Contains("publish src/Coordinator/", StringComparison.Ordinal))
            return;

        var node = NodeStage().Match(text);
        node.Success.ShouldBeTrue("no stage has Node.js");
        int.Parse(node.Groups["major"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(20);
        text.IndexOf("/usr/local/bin/npm", StringComparison.Ordinal).ShouldBeInRange(node.Index, text.IndexOf("RUN dotnet publish", StringComparison.Ordinal));
    }

    [IntegrationFact]
    public async Task Publish_WithoutCharts_FailsWithTheRemedy()
    {
        using var charts = new TemporaryFolder();

        var (code, output) = await BuildAsync("PrepareForPublish", charts.Path);

        code.ShouldNotBe(0, output);
        output.ShouldContain("error : Nothing is published without the charts");
        output.ShouldContain("Install Node.js 20 or newer, and publish again.");
    }

    [IntegrationFact]
    public async Task Publish_WithCharts_IsLetThrough()
    {
        using var charts = new TemporaryFolder();
        foreach (var script in new[] { "report.js", "charts.js" })
            await File.WriteAllTextAsync(charts.Combine(script), "", TestContext.Current.CancellationToken);

        var (code, output) = await BuildAsync("RequireCharts", charts.Path);

        code.ShouldBe(0, output);
    }

    /// <summary>Runs one target of the command line's project; it builds nothing.</summary>
    private static async Task<(int Code, string Output)> BuildAsync(string target, string charts)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "msbuild", RepositoryFolder.Combine("src", "Coordinator", "Coordinator.csproj"), $"-t:{target}", "-nologo", "-nodeReuse:false",
                $"-p:ChartsFolder={charts}{Path.DirectorySeparatorChar}", $"-p:PublishDir={charts}{Path.DirectorySeparatorChar}",
            ]);
        var (code, output, error) = await ChildProcess.RunAsync(start);
        return (code, output + error);
    }

    [GeneratedRegex(@"^FROM\s+--platform=\$BUILDPLATFORM\s+node:(?<major>\d+)", RegexOptions.Multiline)]
    private static partial Regex NodeStage();

    [GeneratedRegex(@"^FROM\s+(--\S+\s+)*(?<image>\S+)", RegexOptions.Multiline)]
    private static partial Regex FromLine();
}
