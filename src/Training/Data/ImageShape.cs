using SweepCluster.Contracts;

namespace SweepCluster.Training.Data;

/// <summary>Height and width of images.</summary>
internal readonly record struct ImageShape(int Rows, int Columns)
{
    private const int MaxPixels = 1 << 28;

    public int Pixels => Rows * Columns;

    /// <summary>Images that are given as a row of pixels: a square where the number allows it, else one row.</summary>
    public static ImageShape FromPixels(int pixels)
    {
        var side = (int)Math.Sqrt(pixels);
        return side * side == pixels ? new(side, side) : new(1, pixels);
    }

    /// <summary>The shape of the images in an array; see docs/data.md.</summary>
    /// <param name="dimensions">Of the array; the first counts the images.</param>
    /// <param name="source">Names the array in messages.</param>
    /// <exception cref="SweepException">It does not hold grey images.</exception>
    public static ImageShape FromArray(ReadOnlySpan<long> dimensions, string source)
    {
        var text = string.Join(" x ", dimensions.ToArray());
        (long Rows, long Columns) shape = dimensions switch
        {
            [_, var pixels] => pixels is > 0 and <= MaxPixels && FromPixels((int)pixels) is var square ? (square.Rows, square.Columns) : (0, 0),
            [_, var rows, var columns] => (rows, columns),
            [_, var rows, var columns, 1] => (rows, columns),
            [_, 1, var rows, var columns] => (rows, columns),
            [_, _, _, _] => throw new SweepException(
                $"{source} has the shape {text}: its images have channels, but only grey images are possible. Convert them to grey, for example by the mean over the channels."),
            _ => throw new SweepException($"{source} has the shape {text}, but images have the shape N x H x W or N x P. Save them in this shape."),
        };
        return shape is { Rows: > 0 and <= MaxPixels, Columns: > 0 and <= MaxPixels } && shape.Rows * shape.Columns <= MaxPixels
            ? new((int)shape.Rows, (int)shape.Columns)
            : throw new SweepException($"{source} has the shape {text}: its images have no pixels, or too many. Save images of at most {MaxPixels:N0} pixels.");
    }
}
