using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>Where the numbers of one network lie in a row: all kernels, row-major [inputs x units], then all biases. One row per trial lets
/// the optimizer take all layers of all trials at once.</summary>
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

    /// <summary>Numbers of all kernels; they come first.</summary>
    public int KernelLength { get; }

    /// <summary>Numbers in all.</summary>
    public int Length { get; }

    /// <summary>Where a layer's part lies in its row, whichever row that is: of weights or of a state.</summary>
    public (int Start, int Length) Range(int layer, ParameterPart part)
    {
        var shape = Shapes[layer];
        return IsBias(part) ? (_starts[layer].Bias, shape.Units) : (_starts[layer].Kernel, shape.Inputs * shape.Units);
    }

    /// <summary>Which row a part lies in: 0 the weights, 1 and 2 the optimizer's states.</summary>
    public static int Row(ParameterPart part) => part switch
    {
        ParameterPart.Kernel or ParameterPart.Bias => 0,
        ParameterPart.KernelState0 or ParameterPart.BiasState0 => 1,
        ParameterPart.KernelState1 or ParameterPart.BiasState1 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Unknown part."),
    };

    private static bool IsBias(ParameterPart part) => part is ParameterPart.Bias or ParameterPart.BiasState0 or ParameterPart.BiasState1;
}
