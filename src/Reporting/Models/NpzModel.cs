using System.IO.Compression;
using SweepCluster.Model.Configurations;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes a network as an archive of NumPy arrays: <c>layers.0.kernel</c> [inputs x units], <c>layers.0.bias</c> and so on,
/// <c>activations</c> of the hidden layers, the divisor <c>scale</c> of pixels, the names of the <c>classes</c>, and texts about the
/// origin.</summary>
internal static class NpzModel
{
    public static void Write(TrainedNetwork network, Stream output)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            Add($"layers.{layer}.kernel", entry => NpyBytes.WriteFloats(entry, network.Weights.Kernels[layer], shape.Inputs, shape.Units));
            Add($"layers.{layer}.bias", entry => NpyBytes.WriteFloats(entry, network.Weights.Biases[layer], shape.Units));
        }

        Add("activations", entry => NpyBytes.WriteTexts(
            entry, [.. network.Configuration.Hidden.Select(layer => ConfigurationNames.Activations.Name(layer.Activation))]));
        Add("scale", entry => NpyBytes.WriteNumber(entry, network.Configuration.Data.Scale));
        Add("classes", entry => NpyBytes.WriteTexts(entry, network.Facts.ClassNames));
        foreach (var (name, value) in ModelFacts.List(network).Where(fact => fact.Name != "classes"))
            Add(name, entry => NpyBytes.WriteTexts(entry, [value]));

        void Add(string name, Action<Stream> write)
        {
            using var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
            write(entry);
        }
    }
}
