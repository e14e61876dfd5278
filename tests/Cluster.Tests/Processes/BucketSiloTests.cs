using System.Diagnostics;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos whose place of checkpoints can't be used: they end before they take a trial.</summary>
[Integration]
public sealed class BucketSiloTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silo_WithABucketThatDoesNotExist_EndsWithBucketServerAndRemedy()
    {
        await using var server = await S3Server.StartAsync("checkpoints");

        var (code, error) = await RunAsync("s3://missing/lab", [.. server.Variables]);

        code.ShouldBe(1);
        error.ShouldBe($"sweep-silo: s3://missing/lab/ can't be listed at {server.Address}: the bucket does not exist. "
            + "Create it, or correct the place of checkpoints.");
    }

    [Fact]
    public async Task Silo_WithAUrlThatIsNoBuckets_EndsWithTheSetting()
    {
        var (code, error) = await RunAsync("s3://b", []);

        code.ShouldBe(2);
        error.ShouldStartWith("sweep-silo: Silo:Checkpoints: 's3://b' is not a place for checkpoints: ");
    }

    [Fact]
    public async Task Silo_WithAFolderThatCannotBeCreated_EndsWithTheFolder()
    {
        await File.WriteAllTextAsync(_folder.Combine("file"), "", TestContext.Current.CancellationToken);

        var (code, error) = await RunAsync(_folder.Combine("file", "checkpoints"), []);

        code.ShouldBe(1);
        error.ShouldStartWith($"sweep-silo: Checkpoints can't be kept in {_folder.Combine("file", "checkpoints")}: ");
    }

    private async Task<(int Code, string Error)> RunAsync(string place, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll")]);
        (string, string)[] settings =
        [
            ("Silo__Clustering", "localhost"), ("Silo__Home", _folder.Combine("home")), ("Silo__Http", ""),
            ("Silo__Checkpoints", place), .. variables,
        ];
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var (code, _, error) = await ChildProcess.RunAsync(start);
        return (code, error.Trim());
    }
}
