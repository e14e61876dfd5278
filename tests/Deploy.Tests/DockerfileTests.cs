using System.Text.RegularExpressions;
using SweepCluster.Testing;

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

    [GeneratedRegex(@"^FROM\s+(--\S+\s+)*(?<image>\S+)", RegexOptions.Multiline)]
    private static partial Regex FromLine();
}
