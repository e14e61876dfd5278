using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>What the images are built from, and how.</summary>
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
        var text = Read(file);
        var stages = FromLine().Matches(text);

        stages.Count.ShouldBeGreaterThanOrEqualTo(2);
        var built = new HashSet<string>();
        foreach (Match stage in stages)
        {
            var image = stage.Groups["image"].Value;
            if (!built.Contains(image))
                image.ShouldMatch("^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$");
            built.Add(stage.Groups["name"].Value);
        }

        // BuildKit would load a frontend that is named here.
        text.ShouldNotContain("syntax=");
        foreach (Match copy in CopyFrom().Matches(text))
            built.ShouldContain(copy.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Packages_AreRestoredFromTheProjectsAlone_BeforeTheSourcesAreCopied(string file)
    {
        var build = Stage(file, "build");

        build.IndexOf("COPY --from=projects", StringComparison.Ordinal)
            .ShouldBeInRange(0, build.IndexOf("dotnet restore", StringComparison.Ordinal));
        build.IndexOf("dotnet restore", StringComparison.Ordinal)
            .ShouldBeInRange(0, build.IndexOf("\nCOPY . .\n", StringComparison.Ordinal));
        // What is published has been restored, with the same properties.
        var restored = Project().Matches(build).Where(match => match.Groups[1].Value == "restore").Select(match => match.Groups[2].Value);
        var published = Project().Matches(build).Where(match => match.Groups[1].Value == "publish").Select(match => match.Groups[2].Value);
        published.ShouldBe(restored, ignoreOrder: true);
        foreach (var command in Commands(file).Where(command => command.Contains("dotnet ", StringComparison.Ordinal)))
            command.ShouldContain("--mount=type=cache,id=sweepcluster-", customMessage: command);
        Commands(file).Count(command => command.Contains("-p:RestoreLockedMode=true", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Libtorch_IsAStageOfItsOwn_WhichNoSourceChanges()
    {
        var stage = Stage("silo-gpu.Dockerfile", "libtorch");

        stage.ShouldNotContain("COPY . .");
        foreach (Match copy in CopiedSources().Matches(stage))
        {
            foreach (var source in copy.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Path.Exists(RepositoryFolder.Combine(source.Split('/'))).ShouldBeTrue(source);
        }

        // A layer that changes seldom lies below those that change with each version.
        var final = Read("silo-gpu.Dockerfile");
        final.IndexOf("COPY --from=libtorch", StringComparison.Ordinal)
            .ShouldBeLessThan(final.IndexOf("COPY --from=build /app", StringComparison.Ordinal));
    }

    [Fact]
    public void GpuImage_WritesBelowTmpOnly()
    {
        var settings = Setting().Matches(Read("silo-gpu.Dockerfile"))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        settings["HOME"].ShouldBe("/tmp");
        settings["CUDA_CACHE_PATH"].ShouldStartWith("/tmp/");
        // The volume of a pod's /tmp evicts the pod when it is full: 1 GiB.
        int.Parse(settings["CUDA_CACHE_MAXSIZE"], CultureInfo.InvariantCulture).ShouldBeLessThan(1 << 29);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Image_IsLabelledAndRunsAsTheUserOfThePods(string file)
    {
        var text = Read(file);

        foreach (var label in new[] { "title", "description", "licenses=MIT", "version=$VERSION", "revision=$REVISION" })
            text.ShouldContain($"org.opencontainers.image.{label}");
        text.ShouldContain("\nUSER 1654:1654\n");
        Cluster.Render(Cluster.Files).Pods.Where(pod => pod.Container["image"].Text!.StartsWith("sweep-", StringComparison.Ordinal))
            .ShouldAllBe(pod => pod.Pod["securityContext"]["runAsUser"].Number == 1654);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Ports_OfAnImage_AreThoseOfItsPods(string file)
    {
        var image = $"sweep-{file.Split('.')[0]}";
        var exposed = ExposedPorts().Match(Read(file)).Groups[1].Value.Split(' ')
            .Select(port => int.Parse(port, CultureInfo.InvariantCulture));

        foreach (var pod in Cluster.Render(Cluster.Files).Pods.Where(pod => pod.Container["image"].Text == image && pod.RunsOn))
            exposed.ShouldBe(pod.Ports.Values, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Build_OfTheCommandLine_HasNpmForItsCharts(string file)
    {
        var text = Read(file);
        if (!text.Contains("publish src/Coordinator/", StringComparison.Ordinal))
            return;

        var node = NodeStage().Match(text);
        node.Success.ShouldBeTrue("no stage has Node.js");
        int.Parse(node.Groups["major"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(20);
        text.IndexOf("/usr/local/bin/npm", StringComparison.Ordinal)
            .ShouldBeInRange(node.Index, text.IndexOf("dotnet publish", StringComparison.Ordinal));
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

    private static string Read(string file) => Sources.Read("deploy", "docker", file).ReplaceLineEndings("\n");

    /// <summary>The text of a stage, from its FROM on.</summary>
    private static string Stage(string file, string name)
    {
        var stages = Read(file).Split("\nFROM ");
        return stages.Single(stage => stage.Split('\n')[0].EndsWith($" AS {name}", StringComparison.Ordinal));
    }

    /// <summary>The RUN instructions, each in one line.</summary>
    private static IEnumerable<string> Commands(string file) => Read(file).Replace("\\\n", "", StringComparison.Ordinal).Split('\n')
        .Where(line => line.StartsWith("RUN ", StringComparison.Ordinal));

    /// <summary>Runs one target of the command line's project; it builds nothing.</summary>
    private static async Task<(int Code, string Output)> BuildAsync(string target, string charts)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "msbuild", RepositoryFolder.Combine("src", "Coordinator", "Coordinator.csproj"), $"-t:{target}", "-nologo",
                "-nodeReuse:false",
                $"-p:ChartsFolder={charts}{Path.DirectorySeparatorChar}", $"-p:PublishDir={charts}{Path.DirectorySeparatorChar}",
            ]);
        var (code, output, error) = await ChildProcess.RunAsync(start);
        return (code, output + error);
    }

    [GeneratedRegex(@"^FROM\s+--platform=\$BUILDPLATFORM\s+node:(?<major>\d+)", RegexOptions.Multiline)]
    private static partial Regex NodeStage();

    [GeneratedRegex(@"^FROM\s+(--\S+\s+)*(?<image>\S+)(\s+AS\s+(?<name>\S+))?", RegexOptions.Multiline)]
    private static partial Regex FromLine();

    [GeneratedRegex(@"--from=(\w+)")]
    private static partial Regex CopyFrom();

    [GeneratedRegex(@"^COPY ((?:[\w./]+ )+)\S+$", RegexOptions.Multiline)]
    private static partial Regex CopiedSources();

    [GeneratedRegex(@"dotnet (restore|publish) (src/\S+\.csproj)")]
    private static partial Regex Project();

    [GeneratedRegex(@"^(?:ENV)? +([A-Za-z_]+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^EXPOSE (.+)$", RegexOptions.Multiline)]
    private static partial Regex ExposedPorts();
}
