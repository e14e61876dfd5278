using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos that don't start, and what they say about it.</summary>
public sealed class SiloStartTests
{
    private const string Waits = "waits for the first silo";

    [Fact]
    public async Task Help_OfASilo_IsPrintedAndNothingIsStarted()
    {
        var (code, output, error) = await RunAsync("--help");

        (code, error).ShouldBe((0, ""));
        output.ShouldContain("Usage: ./sweep silo");
        output.ShouldContain("Membership:Votes");
    }

    [Fact]
    public async Task Option_ThatIsNone_IsRefusedAndNothingIsStarted()
    {
        var (code, output, error) = await RunAsync("--frobnicate");

        (code, output).ShouldBe((2, ""));
        error.ShouldBe("sweep-silo: frobnicate: it is not an option or a setting of a silo. `./sweep silo --help` lists them.\n");
    }

    [Fact]
    public async Task Silo_WithoutTheFirstOne_SaysOnceWhatItWaitsFor()
    {
        using var folder = new TemporaryFolder();
        var primary = FreePort.FindText();
        using var silo = new SiloChild(connection: "", folder.Path, [("Clustering", "localhost"), ("PrimaryPort", primary)]);

        await Eventually.HoldsAsync(
            "the silo to say what it waits for", () => silo.Log.Contains(Waits, StringComparison.Ordinal), () => silo.Log);

        var line = silo.Log.Split('\n').Single(line => line.Contains(Waits, StringComparison.Ordinal));
        line.ShouldContain("warn: ");
        line.ShouldContain($"nothing listens at 127.0.0.1:{primary} (Silo:PrimaryPort)");
        line.ShouldContain($"set Silo:PrimaryPort to its own Silo:SiloPort, {silo.SiloPort}.");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(new("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll"), .. arguments]));
        return (result.Code, result.Output, result.Error);
    }
}
