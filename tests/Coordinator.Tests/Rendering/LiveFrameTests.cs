using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class LiveFrameTests
{
    [Fact]
    public void Compose_AWideTerminal_ShowsProgressRunningTrialsAndLeaders()
    {
        var lines = Compose(120, 40);

        string.Join("\n", lines).ShouldBe("""
            sample-1  ━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────  7/12  0:21 left
            6 succeeded, 2 running, 1 diverged, 3 to start

            trial  configuration              epoch                loss  accuracy  samples/s
                7  width=32, activation=tanh    2/3  ━━━━━─────  0.2500    0.8750     51,234
                8  width=64, activation=relu    2/3  ━━━━━─────  0.2500    0.8750     51,234

            rank  width  activation    val_accuracy  P(best)   worst    best  test_loss  test_acc  params  s/epoch  seeds
               1    128  tanh        0.9755 ±0.0064    100 %  0.9750  0.9760     0.7500    0.8125   42.3k    0.500  2
               2    128  relu        0.9555 ±0.0064      0 %  0.9550  0.9560     0.7500    0.8125   42.3k    0.500  2
               3     64  tanh        0.9355 ±0.0064      0 %  0.9350  0.9360     0.7500    0.8125   42.3k    0.500  2
               4     64  relu        0.9155 ±0.0064      0 %  0.9150  0.9160     0.7500    0.8125   42.3k    0.500  2
               5     32  tanh        0.8955 ±0.0064      0 %  0.8950  0.8960     0.7500    0.8125   42.3k    0.500  2
               6     32  relu        0.8755 ±0.0064      0 %  0.8750  0.8760     0.7500    0.8125   42.3k    0.500  2
            """);
    }

    [Theory]
    [InlineData(20, 8)]
    [InlineData(40, 10)]
    [InlineData(60, 24)]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void Compose_AnySize_FitsIt(int width, int height)
    {
        var lines = Compose(width, height, running: 30);

        lines.Max(line => line.Length).ShouldBeLessThan(width);
        lines.Count.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldContain(line => line.Contains("rank"));
        lines.ShouldContain(line => line.Contains("trial"));
    }

    [Fact]
    public void Compose_80Columns_KeepsTheObjectiveAndWhatVaries()
    {
        var header = Compose(80, 24).Single(line => line.TrimStart().StartsWith("rank", StringComparison.Ordinal));

        header.ShouldBe("rank  width  activation    val_accuracy  test_acc  params  s/epoch  seeds");
    }

    [Fact]
    public void Compose_AskedToStop_SaysSo() =>
        new LiveFrame(SweepSamples.Spec).Compose(SweepSamples.Snapshot(), [], notice: "Stopping", 80, 24)[^1]
            .Text.ShouldStartWith("Stopping");

    private static IReadOnlyList<string> Compose(int width, int height, int running = 2) =>
        [.. new LiveFrame(SweepSamples.Spec).Compose(SweepSamples.Snapshot(running), SweepSamples.Rows, notice: null, width, height)
            .Select(line => line.Text)];
}
