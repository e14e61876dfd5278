using SweepCluster.Testing;

namespace SweepCluster.Cluster.Tests;

/// <summary>Compiled where the package feed lacks Orleans: what could not be tested is counted, not forgotten.</summary>
public sealed class WithoutOrleans
{
    public static TheoryData<string> TestFiles() =>
        [.. Directory.EnumerateFiles(RepositoryFolder.Combine("tests/Cluster.Tests"), "*Tests.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory(Skip = "The package Microsoft.Orleans.Server is not in the NuGet cache: run ./sweep setup with a package feed that has it.")]
    [MemberData(nameof(TestFiles))]
    public void Tests_OfTheCluster(string file) => file.ShouldNotBeEmpty();
}
