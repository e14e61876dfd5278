using SweepCluster.Training.Data;

namespace SweepCluster.Bench.Training;

/// <summary>Images and labels by chance: dense products take the same time whatever they multiply.</summary>
internal static class BenchImages
{
    public static Dataset Create() => new("bench", Draw(BenchNetwork.Images, 1), Draw(10_000, 2), "", []);

    private static ImageSet Draw(int count, int seed)
    {
        var random = new Random(seed);
        var images = new ImageSet(count, BenchNetwork.Rows, BenchNetwork.Rows, BenchNetwork.Classes);
        random.NextBytes(images.ImageRange(0, count));
        foreach (ref var label in images.AllLabels)
            label = (byte)random.Next(BenchNetwork.Classes);
        return images;
    }
}
