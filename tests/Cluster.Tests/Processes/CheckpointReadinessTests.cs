using System.Net;
using SweepCluster.Testing;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos whose folder of checkpoints can't be used.</summary>
public sealed class CheckpointReadinessTests
{
    [Fact]
    public async Task Silo_WhoseCheckpointsCanNotBeWritten_IsNotReadyAndSaysWhyUntilTheyCan()
    {
        using var folder = new TemporaryFolder();
        // In the place of a volume that is mounted late.
        await File.WriteAllTextAsync(folder.Combine("volume"), "", TestContext.Current.CancellationToken);
        using var silo = Start(folder, "worker,coordinator");

        var text = await Eventually.ReadAsync(
            "the silo to say why it is not ready",
            silo.ReadinessTextAsync,
            text => text?.Contains("Checkpoints can't be kept", StringComparison.Ordinal) == true,
            text => $"{text}, and its log:\n{silo.Log}");
        text.ShouldNotBeNull().ShouldStartWith($"not ready: Checkpoints can't be kept in {folder.Combine("volume", "checkpoints")}: ");
        text.ShouldContain("choose another folder with Silo:Checkpoints.");
        (await silo.ReadinessAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        File.Delete(folder.Combine("volume"));

        await silo.WaitUntilReadyAsync();

        silo.Log.ShouldContain("This silo takes no trials until then");
        (await silo.StopAsync()).ShouldBe(0, silo.Log);
    }

    [Fact]
    public async Task Silo_ThatTrainsNothing_NeedsNoCheckpoints()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("volume"), "", TestContext.Current.CancellationToken);
        using var silo = Start(folder, "coordinator");

        await silo.WaitUntilReadyAsync();

        (await silo.StopAsync()).ShouldBe(0, silo.Log);
    }

    private static SiloChild Start(TemporaryFolder folder, string roles)
    {
        var port = FreePort.FindText();
        return new(
            connection: "", folder.Combine("home"),
            [
                ("Clustering", "localhost"), ("SiloPort", port), ("PrimaryPort", port), ("Roles", roles),
                ("Checkpoints", folder.Combine("volume", "checkpoints")),
            ]);
    }
}
