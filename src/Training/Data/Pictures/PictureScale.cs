namespace SweepCluster.Training.Data.Pictures;

/// <summary>Scales a picture to the size of a network's images: every new pixel is the mean of the area that it covers.</summary>
internal static class PictureScale
{
    /// <summary>The maximum size within <paramref name="columns"/> x <paramref name="rows"/> that keeps the picture's
    /// proportions.</summary>
    public static (int Width, int Height) Fit(GreyPicture picture, int columns, int rows)
    {
        var factor = Math.Min(columns / (double)picture.Width, rows / (double)picture.Height);
        return (
            Math.Clamp((int)Math.Round(picture.Width * factor), 1, columns), Math.Clamp((int)Math.Round(picture.Height * factor), 1, rows));
    }

    public static GreyPicture Scale(GreyPicture picture, int width, int height)
    {
        var across = Weights(picture.Width, width);
        var narrow = new double[width * picture.Height];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                foreach (var (from, weight) in across[x])
                    narrow[(y * width) + x] += picture.Pixels[(y * picture.Width) + from] * weight;
            }
        }

        var down = Weights(picture.Height, height);
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                pixels[(y * width) + x] = (byte)Math.Clamp(
                    Math.Round(down[y].Sum(part => narrow[(part.From * width) + x] * part.Weight)), 0, 255);
        }

        return new(pixels, width, height);
    }

    /// <summary>The picture in the middle of a larger one of the given shade.</summary>
    public static GreyPicture Pad(GreyPicture picture, int columns, int rows, byte shade)
    {
        var pixels = new byte[columns * rows];
        Array.Fill(pixels, shade);
        var (left, top) = ((columns - picture.Width) / 2, (rows - picture.Height) / 2);
        for (var y = 0; y < picture.Height; y++)
            picture.Pixels.AsSpan(y * picture.Width, picture.Width).CopyTo(pixels.AsSpan(((top + y) * columns) + left));
        return new(pixels, columns, rows);
    }

    // For each new pixel: the old pixels that it covers, each with its share.
    private static (int From, double Weight)[][] Weights(int old, int scaled) =>
        [.. Enumerable.Range(0, scaled).Select(index =>
        {
            var (begin, end) = ((double)index * old / scaled, (double)(index + 1) * old / scaled);
            var first = (int)begin;
            var last = Math.Min(old, (int)Math.Ceiling(end));
            return Enumerable.Range(first, last - first)
                .Select(from => (from, (Math.Min(end, from + 1) - Math.Max(begin, from)) / (end - begin)))
                .ToArray();
        })];
}
