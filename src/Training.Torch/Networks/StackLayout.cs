using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>The layout of one network's numbers in a row: all kernels, row-major [inputs x units], then all biases. With one row per trial,
/// the optimizer processes all layers of all trials at once.</summary>
internal sealed class StackLayout
{
    private readonly (int Kernel, int Bias)[] _starts;

    public StackLayout(IReadOnlyList<LayerShape> shapes)
    {
        Shapes = shapes;
        KernelLength = shapes.Sum(shape => checked(shape.Inputs * shape.Units));
        _starts = new (int, int)[shapes.Count];
        var (kernel, bias) = (0, KernelLength);
        for (var layer = 0; layer < shapes.Count; layer++)
        {
            _starts[layer] = (kernel, bias);
            kernel += shapes[layer].Inputs * shapes[layer].Units;
            bias += shapes[layer].Units;
        }

        Length = bias;
    }

    public IReadOnlyList<LayerShape> Shapes { get; }

    /// <summary>Number of values of all kernels, which come first.</summary>
    public int KernelLength { get; }

    /// <summary>Total number of values.</summary>
    public int Length { get; }

    /// <summary>The range of a layer's part in its row, whether of weights or of a state.</summary>
    public (int Start, int Length) Range(int layer, ParameterPart part)
    {
        var shape = Shapes[layer];
        return IsBias(part) ? (_starts[layer].Bias, shape.Units) : (_starts[layer].Kernel, shape.Inputs * shape.Units);
    }

    /// <summary>The row of a part: 0 for the weights, 1 and 2 for the optimizer's states.</summary>
    public static int Row(ParameterPart part) => part switch
    {
        ParameterPart.Kernel or ParameterPart.Bias => 0,
        ParameterPart.KernelState0 or ParameterPart.BiasState0 => 1,
        ParameterPart.KernelState1 or ParameterPart.BiasState1 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Unknown part."),
    };

    private static bool IsBias(ParameterPart part) => part is ParameterPart.Bias or ParameterPart.BiasState0 or ParameterPart.BiasState1;
}
