using StbImageSharp;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Training.Data.Pictures;

namespace SweepCluster.Training.Data;

/// <summary>Reads one image from a file of the user.</summary>
public static class ImageFile
{
    private const int MaxBytes = 1 << 28;
    private const long MaxPixels = 100_000_000;
    private const int LightShade = 128;
    private const string Formats = "Give a PNG, JPEG, BMP, GIF or TGA file.";

    /// <summary>Reads a PNG, JPEG, BMP, GIF or TGA file as grey bytes in an image set of one.</summary>
    /// <remarks>In this order: transparency is drawn over white, colours become grey by their luminance (ITU-R BT.601), the EXIF
    /// orientation of a JPEG is applied, and a picture of another size is scaled within the network's size, with its proportions kept,
    /// in the middle of a background of the shade of its own border. Of 16 bits a colour, the upper 8 are used.</remarks>
    /// <param name="rows">The height of the network's images.</param>
    /// <param name="columns">The width of the network's images.</param>
    /// <param name="invert">Whether to turn dark on light into light on dark, as in the data sets.</param>
    /// <returns>The picture, which the caller disposes.</returns>
    /// <exception cref="SweepException">There is no such file, or it is not a picture.</exception>
    public static ReadPicture Read(string path, int rows, int columns, int classes, bool invert)
    {
        var file = ReadBytes(path);
        var colours = Decode(path, file);
        var steps = new List<string>();
        var picture = GreyPicture.FromRgba(colours.Data, colours.Width, colours.Height, out var isTransparent);
        if (isTransparent)
            steps.Add("composited on white");
        var orientation = ExifOrientation.Read(file);
        picture = picture.Turn(orientation);
        if (ExifOrientation.Describe(orientation) is { } turn)
            steps.Add(turn);
        picture = Resize(picture, columns, rows, steps);
        var isLight = picture.BorderShade() >= LightShade;
        if (invert)
        {
            picture = picture.Invert();
            steps.Add("inverted");
        }

        var set = new ImageSet(1, rows, columns, classes);
        picture.Pixels.CopyTo(set.Image(0));
        set.AllLabels[0] = 0;
        return new(set, Describe(steps, isLight && !invert));
    }

    private static GreyPicture Resize(GreyPicture picture, int columns, int rows, List<string> steps)
    {
        if ((picture.Width, picture.Height) == (columns, rows))
            return picture;
        var (width, height) = PictureScale.Fit(picture, columns, rows);
        steps.Add($"scaled from {picture.Width} x {picture.Height} to {width} x {height}");
        var scaled = PictureScale.Scale(picture, width, height);
        if ((width, height) == (columns, rows))
            return scaled;
        steps.Add($"padded to {columns} x {rows}");
        return PictureScale.Pad(scaled, columns, rows, picture.BorderShade());
    }

    private static string Describe(List<string> steps, bool isLight)
    {
        var sentence = steps.Count switch
        {
            0 => "The picture was used as it is.",
            1 => $"The picture was {steps[0]}.",
            _ => $"The picture was {string.Join(", ", steps[..^1])} and {steps[^1]}.",
        };
        return isLight ? sentence + " Its background is light, but the data sets are light on dark: --invert turns it." : sentence;
    }

    private static byte[] ReadBytes(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new SweepException($"{path}: there is no such file. Give an image file, or the number of a test image.");
        using var file = RegularFile.Open(path);
        if (file.Length > MaxBytes)
            throw new SweepException($"{path} is {file.Length:N0} bytes long, more than the {MaxBytes:N0} that a picture may have. "
                + "Scale the picture down first.");
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException error)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    private static ImageResult Decode(string path, byte[] file)
    {
        // The decoder does not check untrusted bytes thoroughly: a damaged file causes exceptions of many types.
        try
        {
            using var stream = new PictureStream(file);
            using var again = new PictureStream(file);
            if (ImageInfo.FromStream(stream) is { } header && (long)header.Width * header.Height > MaxPixels)
                throw new SweepException($"{path} is a picture of {header.Width} x {header.Height} pixels, "
                    + $"more than the {MaxPixels:N0} that are possible. Scale it down first.");
            return ImageResult.FromStream(again, ColorComponents.RedGreenBlueAlpha);
        }
        catch (Exception error) when (error is not (SweepException or OutOfMemoryException))
        {
            throw new SweepException(
                $"{path} is not an image that can be read ({error.Message.ReplaceLineEndings(" ")}). {Formats}", inner: error);
        }
    }
}

/// <summary>A picture in the form that a network takes.</summary>
/// <param name="Images">One image; its label has no meaning.</param>
/// <param name="Treatment">The preprocessing of the picture, in whole sentences.</param>
public sealed record ReadPicture(ImageSet Images, string Treatment) : IDisposable
{
    public void Dispose() => Images.Dispose();
}
