using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SweepCluster.Model.Configurations;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes a network as an archive of Keras 3: a <c>Sequential</c> of an input of pixels [n x inputs], a <c>Rescaling</c> that
/// divides them, and a <c>Dense</c> per layer, the last with softmax. The weights are in <c>model.weights.h5</c>, at the paths that
/// <c>keras.saving.load_model</c> looks them up by: <c>layers/dense/vars/0</c> (kernel) and <c>1</c> (bias), <c>layers/dense_1</c> and so
/// on.</summary>
internal static class KerasModel
{
    private const string Float = "float32";

    public static void Write(TrainedNetwork network, Stream output)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "metadata.json", json =>
        {
            json.WriteString("keras_version", "3.0.0");
            var at = (network.Trial.FinishedAt ?? network.Trial.StartedAt).UtcDateTime;
            json.WriteString("date_saved", at.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture));
            foreach (var (name, value) in ModelFacts.List(network))
                json.WriteString(name, value);
        });
        Add(archive, "config.json", json => WriteModel(json, network));
        using var weights = archive.CreateEntry("model.weights.h5", CompressionLevel.NoCompression).Open();
        WriteWeights(network, weights);
    }

    private static void WriteModel(Utf8JsonWriter json, TrainedNetwork network)
    {
        WriteClass(json, "keras", "Sequential", () =>
        {
            json.WriteString("name", "sequential");
            json.WriteBoolean("trainable", true);
            json.WriteString("dtype", Float);
            json.WriteStartArray("layers");
            WriteLayer(json, "InputLayer", "pixels", inputs: null, () => WriteShape(json, "batch_shape", network.Inputs));
            WriteLayer(json, "Rescaling", "rescaling", network.Inputs, () =>
            {
                json.WriteNumber("scale", 1 / network.Configuration.Data.Scale);
                json.WriteNumber("offset", 0.0);
            });
            foreach (var (layer, shape) in network.Shapes.Index())
            {
                WriteLayer(json, "Dense", DenseName(layer), shape.Inputs, () =>
                {
                    json.WriteNumber("units", shape.Units);
                    json.WriteString("activation", ActivationName(network.Configuration, layer));
                    json.WriteBoolean("use_bias", true);
                });
            }

            json.WriteEndArray();
            WriteShape(json, "build_input_shape", network.Inputs);
        });
    }

    // The names are Keras' own; its leaky_relu has our slope, its gelu is exact.
    private static string ActivationName(TrialConfiguration configuration, int layer) => layer == configuration.Hidden.Count
        ? "softmax"
        : ConfigurationNames.Activations.Name(configuration.Hidden[layer].Activation);

    private static void WriteLayer(Utf8JsonWriter json, string type, string name, int? inputs, Action writeSettings)
    {
        json.WriteStartObject();
        WriteClass(json, "keras.layers", type, () =>
        {
            json.WriteString("name", name);
            if (inputs is not null)
                json.WriteBoolean("trainable", true);
            json.WriteString("dtype", Float);
            writeSettings();
        });
        if (inputs is { } count)
        {
            json.WriteStartObject("build_config");
            WriteShape(json, "input_shape", count);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteClass(Utf8JsonWriter json, string module, string type, Action writeConfiguration)
    {
        json.WriteString("module", module);
        json.WriteString("class_name", type);
        json.WriteStartObject("config");
        writeConfiguration();
        json.WriteEndObject();
        json.WriteNull("registered_name");
    }

    private static void WriteShape(Utf8JsonWriter json, string name, int columns)
    {
        json.WriteStartArray(name);
        json.WriteNullValue();
        json.WriteNumberValue(columns);
        json.WriteEndArray();
    }

    private static string DenseName(int layer) => layer == 0 ? "dense" : string.Create(CultureInfo.InvariantCulture, $"dense_{layer}");

    private static void WriteWeights(TrainedNetwork network, Stream output)
    {
        // Keras looks for the variables of every object, of those without any, too.
        var root = new Hdf5Group { Groups = { ["vars"] = new() } };
        var layers = new Hdf5Group { Groups = { ["rescaling"] = new() { Groups = { ["vars"] = new() } } } };
        root.Groups["layers"] = layers;
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            var variables = new Hdf5Group
            {
                Datasets =
                {
                    ["0"] = (network.Weights.Kernels[layer], [shape.Inputs, shape.Units]),
                    ["1"] = (network.Weights.Biases[layer], [shape.Units]),
                },
            };
            layers.Groups[DenseName(layer)] = new() { Groups = { ["vars"] = variables } };
        }

        using var file = new MemoryStream();
        Hdf5File.Write(root, file);
        file.Position = 0;
        file.CopyTo(output);
    }

    private static void Add(ZipArchive archive, string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        using var entry = archive.CreateEntry(name).Open();
        entry.Write(buffer.WrittenSpan);
    }
}
