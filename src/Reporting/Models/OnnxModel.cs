using System.Runtime.InteropServices;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Reporting.Protobuf;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes a network as an ONNX model, whose field numbers are those of onnx.proto: the input <c>pixels</c> [n x inputs] of the
/// values 0 to 255, the scaling of pixels, the layers, and the outputs <c>probabilities</c> and <c>logits</c> [n x classes].</summary>
internal static class OnnxModel
{
    private const int IrVersion = 7;
    private const int OperatorSet = 13;

    // Of TensorProto.DataType and AttributeProto.AttributeType.
    private const int FloatType = 1;

    // A message of protocol buffers has less than 2 GiB; some room is left for what is not a weight.
    private const long MaxWeightBytes = int.MaxValue - (1 << 24);

    private const string Pixels = "pixels";
    private const string Probabilities = "probabilities";
    private const string Logits = "logits";

    /// <exception cref="SweepException">The network is larger than an ONNX file can be.</exception>
    public static void Write(TrainedNetwork network, Stream output)
    {
        var weights = network.Shapes.Sum(shape => (shape.Inputs + 1L) * shape.Units * sizeof(float));
        if (weights > MaxWeightBytes)
        {
            throw new SweepException(
                $"--model onnx: the weights have {weights:N0} bytes, and an ONNX file has at most 2 GiB. Choose --model npz or pytorch.");
        }

        var model = new ProtoMessage()
            .Add(1, IrVersion)
            .Add(2, "SweepCluster")
            .Add(7, Graph(network))
            .Add(8, new ProtoMessage().Add(1, "").Add(2, OperatorSet));
        foreach (var (key, value) in ModelFacts.List(network))
            model.Add(14, new ProtoMessage().Add(1, key).Add(2, value));
        output.Write(model.Bytes);
    }

    private static ProtoMessage Graph(TrainedNetwork network)
    {
        var graph = new ProtoMessage();
        graph.Add(1, Node("Mul", [Pixels, "factor"], "layers.0.input"));
        var hidden = network.Configuration.Hidden;
        for (var layer = 0; layer <= hidden.Count; layer++)
        {
            var name = $"layers.{layer}";
            var before = layer == hidden.Count ? Logits : $"{name}.before";
            graph.Add(1, Node("Gemm", [$"{name}.input", $"{name}.kernel", $"{name}.bias"], before));
            if (layer == hidden.Count)
                break;
            foreach (var node in Activate(hidden[layer].Activation, before, $"layers.{layer + 1}.input"))
                graph.Add(1, node);
        }

        graph.Add(1, Node("Softmax", [Logits], Probabilities, new ProtoMessage().Add(1, "axis").Add(3, 1L).Add(20, 2L)));
        graph.Add(2, $"{network.SweepId} trial {network.Trial.Trial}");
        graph.Add(5, Tensor("factor", [network.PixelFactor]));
        foreach (var (name, value) in Constants)
            graph.Add(5, Tensor(name, [value]));
        foreach (var (layer, shape) in network.Shapes.Index())
        {
            graph.Add(5, Tensor($"layers.{layer}.kernel", network.Weights.Kernels[layer], shape.Inputs, shape.Units));
            graph.Add(5, Tensor($"layers.{layer}.bias", network.Weights.Biases[layer], shape.Units));
        }

        var classes = network.Shapes[^1].Units;
        return graph.Add(11, Value(Pixels, network.Inputs)).Add(12, Value(Probabilities, classes)).Add(12, Value(Logits, classes));
    }

    private static (string Name, float Value)[] Constants => [("one", 1), ("half", 0.5f), ("root_half", (float)Math.Sqrt(0.5))];

    private static IEnumerable<ProtoMessage> Activate(Activation activation, string input, string output)
    {
        switch (activation)
        {
            case Activation.Linear:
                return [Node("Identity", [input], output)];
            case Activation.Relu:
                return [Node("Relu", [input], output)];
            case Activation.LeakyRelu:
                return [Node("LeakyRelu", [input], output, Number("alpha", 0.2f))];
            case Activation.Elu:
                return [Node("Elu", [input], output, Number("alpha", 1))];
            case Activation.Selu:
                return [Node("Selu", [input], output, Number("alpha", 1.67326324f), Number("gamma", 1.05070099f))];
            case Activation.Gelu:
                // x (1 + erf(x / sqrt 2)) / 2. The operator Gelu exists since operator set 20, which fewer programs read.
                return
                [
                    Node("Mul", [input, "root_half"], $"{input}.scaled"),
                    Node("Erf", [$"{input}.scaled"], $"{input}.erf"),
                    Node("Add", [$"{input}.erf", "one"], $"{input}.sum"),
                    Node("Mul", [input, $"{input}.sum"], $"{input}.product"),
                    Node("Mul", [$"{input}.product", "half"], output),
                ];
            case Activation.Softplus:
                return [Node("Softplus", [input], output)];
            case Activation.Tanh:
                return [Node("Tanh", [input], output)];
            case Activation.Sigmoid:
                return [Node("Sigmoid", [input], output)];
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    private static ProtoMessage Node(string type, string[] inputs, string output, params ProtoMessage[] attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
            node.Add(1, input);
        node.Add(2, output).Add(3, output).Add(4, type);
        foreach (var attribute in attributes)
            node.Add(5, attribute);
        return node;
    }

    private static ProtoMessage Number(string name, float value) => new ProtoMessage().Add(1, name).Add(2, value).Add(20, (long)FloatType);

    private static ProtoMessage Tensor(string name, float[] elements, params int[] shape)
    {
        var tensor = new ProtoMessage();
        foreach (var size in shape)
            tensor.Add(1, (long)size);
        return tensor.Add(2, (long)FloatType).Add(8, name).Add(9, MemoryMarshal.AsBytes(elements.AsSpan()));
    }

    // A matrix of any number of rows, which is called n.
    private static ProtoMessage Value(string name, int columns)
    {
        var shape = new ProtoMessage().Add(1, new ProtoMessage().Add(2, "n")).Add(1, new ProtoMessage().Add(1, (long)columns));
        var type = new ProtoMessage().Add(1, new ProtoMessage().Add(1, (long)FloatType).Add(2, shape));
        return new ProtoMessage().Add(1, name).Add(2, type);
    }
}
