using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes a network as what <c>torch.save(model.state_dict())</c> writes of a <c>torch.nn.Sequential</c> in which linear layers
/// and activations alternate: <c>0.weight</c> [units x inputs], <c>0.bias</c>, <c>2.weight</c> and so on. It is an archive with a pickle
/// that names the tensors, and a file for the elements of each.</summary>
internal static class PyTorchModel
{
    // The name of the archive's only folder is free.
    private const string Folder = "archive";

    public static void Write(TrainedNetwork network, Stream output)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "data.pkl", Pickle(network));
        Add(archive, "byteorder", "little"u8);
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            Add(archive, Storage(2 * layer), MemoryMarshal.AsBytes(
                Transposed(network.Weights.Kernels[layer], shape.Inputs, shape.Units).AsSpan()));
            Add(archive, Storage((2 * layer) + 1), MemoryMarshal.AsBytes(network.Weights.Biases[layer].AsSpan()));
        }

        Add(archive, "version", "3\n"u8);
        // torch.load ignores what it doesn't know.
        foreach (var (name, value) in ModelFacts.List(network))
            Add(archive, $"extra/{name}", Encoding.UTF8.GetBytes(value));
    }

    private static string Storage(int number) => string.Create(CultureInfo.InvariantCulture, $"data/{number}");

    private static byte[] Pickle(TrainedNetwork network)
    {
        var pickle = new PickleBytes();
        OrderedDictionary(pickle);
        pickle.Mark();
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            Tensor(pickle, $"{2 * layer}.weight", 2 * layer, [shape.Units, shape.Inputs]);
            Tensor(pickle, $"{2 * layer}.bias", (2 * layer) + 1, [shape.Units]);
        }

        return pickle.SetItems().ToArray();
    }

    private static void Tensor(PickleBytes pickle, string name, int storage, int[] shape)
    {
        pickle.Text(name).Global("torch._utils", "_rebuild_tensor_v2").Mark();
        pickle.Mark().Text("storage").Global("torch", "FloatStorage").Text(storage.ToString(CultureInfo.InvariantCulture)).Text("cpu")
            .Number(shape.Aggregate((product, size) => checked(product * size))).EndTuple().Persistent();
        pickle.Number(0);
        Numbers(pickle, shape);
        Numbers(pickle, shape is [_, var columns] ? [columns, 1] : [1]);
        pickle.False();
        OrderedDictionary(pickle);
        pickle.EndTuple().Reduce();
    }

    private static void Numbers(PickleBytes pickle, int[] numbers)
    {
        pickle.Mark();
        foreach (var number in numbers)
            pickle.Number(number);
        pickle.EndTuple();
    }

    private static void OrderedDictionary(PickleBytes pickle) => pickle.Global("collections", "OrderedDict").EmptyTuple().Reduce();

    private static float[] Transposed(float[] kernel, int inputs, int units)
    {
        var weight = new float[kernel.Length];
        for (var input = 0; input < inputs; input++)
        {
            for (var unit = 0; unit < units; unit++)
                weight[(unit * inputs) + input] = kernel[(input * units) + unit];
        }

        return weight;
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        using var entry = archive.CreateEntry($"{Folder}/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
