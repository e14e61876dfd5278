using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>The lines of Python that load a model file.</summary>
internal static class ModelUsage
{
    /// <param name="file">The file's name.</param>
    public static IReadOnlyList<string> Lines(TrainedNetwork network, ModelFormat format, string file)
    {
        var scale = network.Configuration.Data.Scale.ToString("R", CultureInfo.InvariantCulture);
        return format switch
        {
            ModelFormat.Onnx =>
            [
                "import numpy, onnxruntime",
                $"model = onnxruntime.InferenceSession(\"{file}\")",
                "probabilities, logits = model.run(None, {\"pixels\": pixels.astype(numpy.float32)})",
            ],
            ModelFormat.Keras =>
            [
                "import keras",
                $"model = keras.saving.load_model(\"{file}\")",
                "probabilities = model.predict(pixels)",
            ],
            ModelFormat.PyTorch =>
            [
                "import torch",
                $"model = torch.nn.Sequential({string.Join(", ", Layers(network))})",
                $"model.load_state_dict(torch.load(\"{file}\", weights_only=True))",
                $"probabilities = model(torch.as_tensor(pixels, dtype=torch.float32) / {scale}).softmax(1)",
            ],
            ModelFormat.Npz =>
            [
                "import numpy",
                $"arrays = numpy.load(\"{file}\")",
                "kernel, bias = arrays[\"layers.0.kernel\"], arrays[\"layers.0.bias\"]",
                $"before = (pixels / numpy.float32({scale})) @ kernel + bias   # then arrays[\"activations\"][0], and the next layer",
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format."),
        };
    }

    // Every other module is an activation, so that the linear layers are numbered 0, 2, 4 in the file.
    private static IEnumerable<string> Layers(TrainedNetwork network)
    {
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"torch.nn.Linear({shape.Inputs}, {shape.Units})");
            if (layer < network.Configuration.Hidden.Count)
                yield return Module(network.Configuration.Hidden[layer].Activation);
        }
    }

    private static string Module(Activation activation) => activation switch
    {
        Activation.Linear => "torch.nn.Identity()",
        Activation.Relu => "torch.nn.ReLU()",
        Activation.LeakyRelu => "torch.nn.LeakyReLU(0.2)",
        Activation.Elu => "torch.nn.ELU()",
        Activation.Selu => "torch.nn.SELU()",
        Activation.Gelu => "torch.nn.GELU()",
        Activation.Softplus => "torch.nn.Softplus()",
        Activation.Tanh => "torch.nn.Tanh()",
        Activation.Sigmoid => "torch.nn.Sigmoid()",
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}
