using StbImageSharp;
using SweepCluster.Contracts;

namespace SweepCluster.Training.Data;

/// <summary>One image that a user has as a file.</summary>
public static class ImageFile
{
    /// <summary>Reads a PNG, JPEG, BMP, GIF or TGA file as grey bytes (colours by their luminance, ITU-R BT.601) in an image set of one.</summary>
    /// <param name="rows">The height that it must have.</param>
    /// <param name="columns">The width that it must have.</param>
    /// <param name="invert">Turns dark on light into light on dark, as the data sets are.</param>
    /// <returns>The caller's to dispose; its label means nothing.</returns>
    /// <exception cref="SweepException">There is no such file, it is no image, or it has another size.</exception>
    public static ImageSet Read(string path, int rows, int columns, int classes, bool invert)
    {
        var image = Decode(path);
        if (image.Width != columns || image.Height != rows)
        {
            throw new SweepException(
                $"{path}: this image is {image.Width}x{image.Height}, the network's are {columns}x{rows} (width x height). Scale it to {columns}x{rows} first.");
        }

        var set = new ImageSet(1, rows, columns, classes);
        var pixels = set.Image(0);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = invert ? (byte)(255 - image.Data[i]) : image.Data[i];
        set.AllLabels[0] = 0;
        return set;
    }

    private static ImageResult Decode(string path)
    {
        try
        {
            return ImageResult.FromMemory(File.ReadAllBytes(path), ColorComponents.Grey);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SweepException($"{path}: there is no such file. Give an image file, or the number of a test image.", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", inner: error);
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            throw new SweepException($"{path} is no image that can be read ({error.Message}). Give a PNG, JPEG, BMP, GIF or TGA file.", inner: error);
        }
    }
}
