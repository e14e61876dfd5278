using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>Height, width and channels of images.</summary>
internal readonly record struct ImageShape(int Rows, int Columns, int Channels = 1)
{
    private const int MaxPixels = 1 << 28;
    private const int MaxChannels = 4;

    /// <summary>Number of values of an image, which are the inputs of a network.</summary>
    public int Pixels => Rows * Columns * Channels;

    public override string ToString() =>
        Channels == 1 ? $"{Rows} x {Columns} pixels" : $"{Rows} x {Columns} pixels with {Channels} channels";

    /// <summary>The shape of images that are given as a row of pixels: a square if the number allows it, else one row.</summary>
    public static ImageShape FromPixels(int pixels)
    {
        var side = (int)Math.Sqrt(pixels);
        return side * side == pixels ? new(side, side) : new(1, pixels);
    }

    /// <summary>The shape of the images in an array; see docs/data.md.</summary>
    /// <param name="dimensions">The dimensions of the array; the first is the number of images.</param>
    /// <param name="source">The name of the array in messages.</param>
    /// <exception cref="SweepException">The array does not hold images.</exception>
    public static ImageShape FromArray(ReadOnlySpan<long> dimensions, string source)
    {
        var text = string.Join(" x ", dimensions.ToArray());
        (long Rows, long Columns, long Channels) shape = dimensions switch
        {
            [_, var pixels] => pixels is > 0 and <= MaxPixels && FromPixels((int)pixels) is var square
                ? (square.Rows, square.Columns, 1)
                : (0, 0, 1),
            [_, var rows, var columns] => (rows, columns, 1),
            [_, var rows, var columns, 1] => (rows, columns, 1),
            [_, 1, var rows, var columns] => (rows, columns, 1),
            [_, var rows, var columns, >= 2 and <= MaxChannels and var channels] => (rows, columns, channels),
            [_, >= 1 and <= MaxChannels, _, _] => throw new SweepException(
                $"{source} has the shape {text}: its channels come first. Save the images as N x H x W x C, "
                + "for example with numpy.moveaxis(images, 1, -1)."),
            _ => throw new SweepException(
                $"{source} has the shape {text}, but images have the shape N x H x W, N x H x W x C or N x P. Save them in this shape."),
        };
        return shape is { Rows: > 0 and <= MaxPixels, Columns: > 0 and <= MaxPixels }
            && shape.Rows * shape.Columns <= MaxPixels / shape.Channels
            ? new((int)shape.Rows, (int)shape.Columns, (int)shape.Channels)
            : throw new SweepException(
                $"{source} has the shape {text}: its images have no pixels, or too many. Save images of at most {MaxPixels:N0} pixels.");
    }
}
