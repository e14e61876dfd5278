using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Data.Glyphs;

/// <summary>Generates the data set <c>glyphs</c>: ten classes of 28x28 grey digits, drawn as strokes with random variations. Every image is
/// addressed by seed and index, so that neither the counts nor the number of threads change it.</summary>
internal static class GlyphGenerator
{
    // Images per task: few enough to divide them evenly, enough to make the overhead negligible.
    private const int Piece = 250;

    public static Dataset Generate(GlyphSettings settings, CancellationToken cancellation)
    {
        const int pixels = GlyphPainter.Side * GlyphPainter.Side;
        DatasetMemory.Require($"{settings}", ImageSet.Measure(settings.Train, pixels) + ImageSet.Measure(settings.Test, pixels));
        var train = Draw(settings.Seed, part: 0, settings.Train, cancellation);
        try
        {
            var test = Draw(settings.Seed, part: 1, settings.Test, cancellation);
            return new(settings.ToString(), train, test, DatasetFingerprint.Compute(train, test), PublishedDataset.Digits);
        }
        catch
        {
            train.Dispose();
            throw;
        }
    }

    private static ImageSet Draw(int seed, uint part, int count, CancellationToken cancellation)
    {
        var set = new ImageSet(count, GlyphPainter.Side, GlyphPainter.Side, GlyphStrokes.Classes);
        try
        {
            var random = new Philox((ulong)seed, seedIndex: 0, RandomPurpose.Dataset, part);
            Parallel.For(0, (count + Piece - 1) / Piece, new ParallelOptions { CancellationToken = cancellation }, piece =>
            {
                for (var image = piece * Piece; image < Math.Min(count, (piece + 1) * Piece); image++)
                    set.AllLabels[image] = GlyphPainter.Paint(random, image, set.Image(image));
            });
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }
}
