using SweepCluster.Results.Predictions;
using SweepCluster.Testing;
using SweepCluster.Training.Data;

namespace SweepCluster.Coordinator.Tests.Reports;

public sealed class GreyPngTests
{
    [Fact]
    public async Task Encode_Pixels_ComeBackThroughAnotherReader()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("image.png");
        var pixels = Enumerable.Range(0, 28 * 28).Select(pixel => (byte)(pixel * 7)).ToArray();

        await File.WriteAllBytesAsync(file, GreyPng.Encode(pixels, 28), TestContext.Current.CancellationToken);

        using var read = ImageFile.Read(file, 28, 28, classes: 10, invert: false);
        read.Images.Image(0).ToArray().ShouldBe(pixels);
    }
}
