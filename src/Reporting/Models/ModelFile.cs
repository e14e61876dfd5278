using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>A file with a trial's network in one of the formats.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Usage">The lines of Python that load the file and compute class probabilities of <c>pixels</c>, an array [images x inputs]
/// of the values 0 to 255.</param>
public sealed record ModelFile(string Path, IReadOnlyList<string> Usage)
{
    /// <summary>The name of a file for a trial, such as <c>widths-1-trial-7.onnx</c>.</summary>
    public static string DefaultName(TrainedNetwork network, ModelFormat format) => string.Create(
        CultureInfo.InvariantCulture, $"{network.SweepId}-trial-{network.Trial.Trial}{Extension(format)}");

    /// <summary>Writes the network into a file, which is replaced.</summary>
    /// <exception cref="SweepException">The file can't be written, or the format can't hold a network of this size.</exception>
    public static ModelFile Write(TrainedNetwork network, ModelFormat format, string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
            switch (format)
            {
                case ModelFormat.Onnx:
                    OnnxModel.Write(network, file);
                    break;
                case ModelFormat.Keras:
                    KerasModel.Write(network, file);
                    break;
                case ModelFormat.PyTorch:
                    PyTorchModel.Write(network, file);
                    break;
                case ModelFormat.Npz:
                    NpzModel.Write(network, file);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format.");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--output: {path} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment, error);
        }

        return new(path, ModelUsage.Lines(network, format, System.IO.Path.GetFileName(path)));
    }

    private static string Extension(ModelFormat format) => format switch
    {
        ModelFormat.Onnx => ".onnx",
        ModelFormat.Keras => ".keras",
        ModelFormat.PyTorch => ".pt",
        ModelFormat.Npz => ".npz",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format."),
    };
}
