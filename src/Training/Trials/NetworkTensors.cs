using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Trials;

/// <summary>A part of a network under its name in checkpoints.</summary>
public sealed record NetworkTensor(string Name, int Layer, ParameterPart Part, long[] Shape)
{
    public int Length => checked((int)(Shape.Length == 1 ? Shape[0] : Shape[0] * Shape[1]));
}

/// <summary>The tensors of a network: <c>layers.0.kernel</c>, <c>layers.0.bias</c>, and the optimizer's states as
/// <c>optimizer.0.layers.0.kernel</c>.</summary>
public static unsafe class NetworkTensors
{
    private const string BestPrefix = "best.";
    private const string BestEpoch = "best_epoch";

    public static IEnumerable<NetworkTensor> Enumerate(ITrialNetwork network)
    {
        var layer = 0;
        foreach (var shape in network.Shapes)
        {
            for (var state = -1; state < network.States; state++)
            {
                var prefix = state < 0 ? "" : $"optimizer.{state}.";
                yield return new(
                    $"{prefix}layers.{layer}.kernel", layer, ParameterPart.Kernel + (2 * (state + 1)), [shape.Inputs, shape.Units]);
                yield return new($"{prefix}layers.{layer}.bias", layer, ParameterPart.Bias + (2 * (state + 1)), [shape.Units]);
            }

            layer++;
        }
    }

    /// <param name="numbers">The numbers, pinned as long as the source is used.</param>
    public static TensorSource Source(string name, float[] numbers, long[] shape) =>
        TensorSource.Floats(name, (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(numbers)), shape);

    /// <summary>The tensors of the best weights, beside the latest ones.</summary>
    public static IEnumerable<TensorSource> Sources(WeightSnapshot best, ITrialNetwork network) => Enumerate(network)
        .Where(IsWeight)
        .Select(tensor => Source(
            BestPrefix + tensor.Name,
            tensor.Part == ParameterPart.Kernel ? best.Kernels[tensor.Layer] : best.Biases[tensor.Layer],
            tensor.Shape));

    /// <summary>Reads the best weights; null if the file has none.</summary>
    public static WeightSnapshot? ReadBest(SafetensorsFile file, ITrialNetwork network)
    {
        if (!file.Metadata.TryGetValue(BestEpoch, out var epoch))
            return null;
        var kernels = Read(ParameterPart.Kernel);
        var biases = Read(ParameterPart.Bias);
        return new(CheckpointMetadata.Whole(file, BestEpoch, epoch), kernels, biases);

        float[][] Read(ParameterPart part) => [.. Enumerate(network).Where(tensor => tensor.Part == part)
            .Select(tensor => WeightSnapshot.Pinned(file.Floats(BestPrefix + tensor.Name, tensor.Shape)))];
    }

    private static bool IsWeight(NetworkTensor tensor) => tensor.Part is ParameterPart.Kernel or ParameterPart.Bias;
}
