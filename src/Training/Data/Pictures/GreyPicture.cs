namespace SweepCluster.Training.Data.Pictures;

/// <summary>A grey picture, row-major, 0 is black.</summary>
internal sealed record GreyPicture(byte[] Pixels, int Width, int Height)
{
    private const int Opaque = 255;

    /// <summary>Converts colours to grey by their luminance (ITU-R BT.601), after drawing them over white.</summary>
    /// <param name="colours">Four bytes a pixel: red, green, blue, alpha (not premultiplied).</param>
    /// <param name="isTransparent">Whether any pixel is not opaque.</param>
    public static GreyPicture FromRgba(byte[] colours, int width, int height, out bool isTransparent)
    {
        var pixels = new byte[width * height];
        isTransparent = false;
        for (var i = 0; i < pixels.Length; i++)
        {
            var colour = colours.AsSpan(i * 4, 4);
            int alpha = colour[3];
            isTransparent |= alpha < Opaque;
            pixels[i] =
                (byte)(((OnWhite(colour[0], alpha) * 77) + (OnWhite(colour[1], alpha) * 150) + (OnWhite(colour[2], alpha) * 29)) >> 8);
        }

        return new(pixels, width, height);
    }

    /// <summary>The picture turned upright, by an EXIF orientation from 1 to 8.</summary>
    public GreyPicture Turn(int orientation)
    {
        if (orientation == 1)
            return this;
        var (width, height) = orientation >= 5 ? (Height, Width) : (Width, Height);
        var turned = new byte[Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (Width - 1 - x, y),
                    3 => (Width - 1 - x, Height - 1 - y),
                    4 => (x, Height - 1 - y),
                    5 => (y, x),
                    6 => (y, Height - 1 - x),
                    7 => (Width - 1 - y, Height - 1 - x),
                    8 => (Width - 1 - y, x),
                    _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "EXIF orientations are 1 to 8."),
                };
                turned[(y * width) + x] = Pixels[(row * Width) + column];
            }
        }

        return new(turned, width, height);
    }

    public GreyPicture Invert() => this with { Pixels = Array.ConvertAll(Pixels, pixel => (byte)(255 - pixel)) };

    /// <summary>The shade of the background: the median of the pixels along the border.</summary>
    public byte BorderShade()
    {
        var border = Enumerable.Range(0, Width).SelectMany(x => new[] { Pixels[x], Pixels[((Height - 1) * Width) + x] })
            .Concat(Enumerable.Range(0, Height).SelectMany(y => new[] { Pixels[y * Width], Pixels[(y * Width) + Width - 1] }))
            .Order().ToArray();
        return border[border.Length / 2];
    }

    private static int OnWhite(int colour, int alpha) => ((colour * alpha) + (255 * (Opaque - alpha)) + 127) / 255;
}
