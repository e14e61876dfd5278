using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public class DownloadLineTests
{
    [Fact]
    public void Report_WithoutATerminal_PrintsALinePerFile()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using (var line = new DownloadLine(output, Terminal.None))
        {
            for (var bytes = 0; bytes <= 1_500_000; bytes += 1000)
                line.Report(new("mnist", "first", 1, 2, bytes, 1_500_000, "mirror.example"));
            line.Report(new("mnist", "second", 2, 2, 0, 28_881, "mirror.example"));
        }

        output.ToString().ShouldBe(
            "fetching mnist 1/2 first (1.5 MB) from mirror.example\nfetching mnist 2/2 second (0.0 MB) from mirror.example\n");
    }

    [Fact]
    public void Report_OnANarrowTerminal_RedrawsOneLineThatFits()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using (var line = new DownloadLine(output, new(true, () => (40, 10))))
        {
            for (var bytes = 0; bytes <= 1000; bytes++)
                line.Report(new("mnist", "train-images-idx3-ubyte", 1, 4, bytes, 1000, "mirror.example"));
        }

        var drawn = output.ToString().TrimEnd('\n').Split("\r\e[K");
        drawn.Length.ShouldBe(101);
        drawn.ShouldAllBe(text => text.Length < 40);
        output.ToString().ShouldEndWith("\n");
    }
}
