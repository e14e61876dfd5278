using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>One small sweep, <c>seen-1</c>, that was trained for real, and an API over its home folder.</summary>
public sealed class TrainedCluster : IAsyncLifetime
{
    /// <summary>Number of test images of the data set.</summary>
    public const int TestImages = 40;

    private const string Spec =
        "name: seen\ndataset: {name: glyphs, train: 400, test: 40}\nsplit: {last: 50}\nbase: {hidden: [16], batch: 50, epochs: 2}\n"
        + "space: {lr: [0.01, 0.001]}\n";

    internal ClusterRig Rig { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Rig.StartAsync();
        await File.WriteAllTextAsync(Rig.SpecFile, Spec, ApiRig.Cancellation);
        var (code, output, error) = await Rig.RunLocallyAsync("run", Rig.SpecFile, "--quiet", "--workers", "1");
        code.ShouldBe(0, output + error);
        // A report names the time at which it was made.
        Rig.Time = TestClock.Create();
    }

    public ValueTask DisposeAsync() => Rig.DisposeAsync();
}
