using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Glyphs;

namespace SweepCluster.Training.Tests.Data;

public sealed class GlyphTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Generate_SmallSet_HasTheRecordedFingerprint()
    {
        // Recorded once: the same bytes on every machine, for good. A new drawing needs a new name, or results of old sweeps change.
        using var set = Generate(new(7, 600, 100));

        set.Fingerprint.ShouldBe("7cf883a8d3929c0ce2d6bc48e22a4327aa1dfd4c91cf43245bfe73d87cedf4a0");
    }

    [Fact]
    public void Generate_LargerCounts_BeginWithTheSameImages()
    {
        using var small = Generate(new(7, 300, 40));
        using var large = Generate(new(7, 900, 80));

        large.Train.ImageRange(0, 300).SequenceEqual(small.Train.ImageRange(0, 300)).ShouldBeTrue();
        large.Train.AllLabels[..300].SequenceEqual(small.Train.AllLabels).ShouldBeTrue();
        large.Test.ImageRange(0, 40).SequenceEqual(small.Test.ImageRange(0, 40)).ShouldBeTrue();
        large.Test.AllLabels[..40].SequenceEqual(small.Test.AllLabels).ShouldBeTrue();
    }

    [Fact]
    public void Generate_AnotherSeedOrPart_DrawsOtherImages()
    {
        using var one = Generate(new(1, 100, 100));
        using var two = Generate(new(2, 100, 100));

        one.Train.ImageRange(0, 100).SequenceEqual(two.Train.ImageRange(0, 100)).ShouldBeFalse();
        one.Train.ImageRange(0, 100).SequenceEqual(one.Test.ImageRange(0, 100)).ShouldBeFalse();
    }

    [Fact]
    public void Generate_ManyImages_HaveInkLikeDigits()
    {
        using var set = Generate(new(3, 6000, 100));

        set.ClassNames.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        // Uniform labels: a class deviates from 600 by more than five standard deviations (23 each) once in a million sets.
        foreach (var (_, count) in set.Train.AllLabels.ToArray().CountBy(label => label))
            count.ShouldBeInRange(485, 715);
        var ink = Enumerable.Range(0, set.Train.Count).Select(image => Ink(set.Train.Image(image))).ToArray();
        // MNIST: on average 0.13 of full ink; no image blank, none full.
        ink.Average().ShouldBeInRange(0.08, 0.2);
        ink.Min().ShouldBeGreaterThan(0.01);
        ink.Max().ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Generate_EveryClass_DiffersFromTheOthersOnAverage()
    {
        using var set = Generate(new(3, 4000, 1000));
        var means = Means(set.Train);

        // The nearest mean is a weak classifier, but far from guessing (0.1); a network does much better.
        var right = Enumerable.Range(0, set.Test.Count).Count(image => Nearest(means, set.Test.Image(image)) == set.Test.AllLabels[image]);

        ((double)right / set.Test.Count).ShouldBeInRange(0.4, 0.9);
    }

    [Fact]
    public void Generate_Cancelled_Stops() =>
        Should.Throw<OperationCanceledException>(() => GlyphGenerator.Generate(new(), new CancellationToken(canceled: true)));

    private static Dataset Generate(GlyphSettings settings) => GlyphGenerator.Generate(settings, Cancellation);

    private static double Ink(ReadOnlySpan<byte> pixels)
    {
        var sum = 0.0;
        foreach (var pixel in pixels)
            sum += pixel;
        return sum / (255 * pixels.Length);
    }

    private static double[][] Means(ImageSet set)
    {
        var means = Enumerable.Range(0, set.Classes).Select(_ => new double[set.Pixels]).ToArray();
        var counts = new int[set.Classes];
        for (var image = 0; image < set.Count; image++)
        {
            var label = set.AllLabels[image];
            counts[label]++;
            var pixels = set.Image(image);
            for (var pixel = 0; pixel < pixels.Length; pixel++)
                means[label][pixel] += pixels[pixel];
        }

        return [.. means.Select((mean, label) => mean.Select(sum => sum / counts[label]).ToArray())];
    }

    private static int Nearest(double[][] means, ReadOnlySpan<byte> pixels)
    {
        var (nearest, least) = (0, double.MaxValue);
        for (var label = 0; label < means.Length; label++)
        {
            var distance = 0.0;
            for (var pixel = 0; pixel < pixels.Length; pixel++)
                distance += (means[label][pixel] - pixels[pixel]) * (means[label][pixel] - pixels[pixel]);
            if (distance < least)
                (nearest, least) = (label, distance);
        }

        return nearest;
    }
}
