using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Predictions;
using SweepCluster.Training.Data;

namespace SweepCluster.Coordinator.Commands;

/// <summary>An image that <c>--image</c> names.</summary>
/// <param name="Name">As the user gave it.</param>
/// <param name="Asked">The image for the network.</param>
/// <param name="Treatment">What was done to a picture of the user's, in whole sentences; null for a test image.</param>
internal sealed record NamedImage(string Name, AskedImage Asked, string? Treatment)
{
    /// <summary>Reads the picture, or checks the number of a test image. The picture is read on this machine, wherever the network is:
    /// only the pixels that the network takes leave it.</summary>
    /// <param name="name">The number of a test image, or a file.</param>
    /// <param name="invert">Whether the file is dark on light.</param>
    /// <exception cref="SweepException">There is no such test image or file, or it is not a picture.</exception>
    public static NamedImage Read(string name, NetworkFacts network, bool invert)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number < network.TestImages
                ? new(name, new(Number: number), Treatment: null)
                : throw new SweepException(
                    $"--image: {network.Dataset} has no test image {number}. Its test images are 0 to {network.TestImages - 1}.");
        }

        if (network.Channels > 1)
        {
            throw new SweepException(
                $"--image: {network.Dataset} has images with {network.Channels} channels, and picture files are read in grey. "
                + $"Give the number of a test image, 0 to {network.TestImages - 1}.");
        }

        using var picture = ImageFile.Read(name, network.Rows, network.Columns, network.ClassNames.Count, invert);
        return new(name, new(Pixels: picture.Images.Image(0).ToArray()), picture.Treatment);
    }
}
