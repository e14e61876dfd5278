using System.Diagnostics;
using System.Net;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos whose checkpoints lie in a bucket.</summary>
[Integration]
public sealed class BucketSiloTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silo_WhoseBucketDoesNotExist_IsNotReadyAndSaysWhyUntilItDoes()
    {
        await using var server = await S3Server.StartAsync("other");
        var port = FreePort.FindText();
        using var silo = new SiloChild(
            connection: "",
            _folder.Combine("home"),
            [
                ("Clustering", "localhost"), ("SiloPort", port), ("PrimaryPort", port), ("Roles", "worker,coordinator"),
                ("Checkpoints", "s3://checkpoints/lab"),
            ],
            server.Variables);

        var text = await Eventually.ReadAsync(
            "the silo to say why it is not ready",
            silo.ReadinessTextAsync,
            text => text?.Contains("Checkpoints can't be kept", StringComparison.Ordinal) == true,
            text => $"{text}, and its log:\n{silo.Log}");
        text.ShouldNotBeNull().ShouldStartWith(
            "not ready: Checkpoints can't be kept in s3://checkpoints/lab (Silo:Checkpoints): s3://checkpoints/lab/ can't be listed at "
            + $"{server.Address}: the bucket does not exist. Create it, or correct the place of checkpoints.");
        (await silo.ReadinessAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.CreateBucket("checkpoints");

        await silo.WaitUntilReadyAsync();

        server.Keys("checkpoints").ShouldBeEmpty();
        (await silo.StopAsync()).ShouldBe(0, silo.Log);
    }

    [Fact]
    public async Task Silo_WithAUrlThatIsNoBuckets_EndsWithTheSetting()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll")]);
        (string, string)[] settings =
        [
            ("Silo__Clustering", "localhost"), ("Silo__Home", _folder.Combine("home")), ("Silo__Http", ""),
            ("Silo__Checkpoints", "s3://b"),
        ];
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var (code, _, error) = await ChildProcess.RunAsync(start);

        code.ShouldBe(2);
        error.ShouldStartWith("sweep-silo: Silo:Checkpoints: 's3://b' is not a place for checkpoints: ");
    }
}
