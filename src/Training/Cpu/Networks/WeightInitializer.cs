using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Numerics;
using SweepCluster.Training.Cpu.Matrices;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Initial weights and biases: number i of a layer is drawn at counter i, kernels counted row-major over [inputs x units].</summary>
internal static unsafe class WeightInitializer
{
    /// <summary>Fills a kernel; its padding stays 0.</summary>
    public static void FillKernel(InitializerSettings settings, PanelLayout layout, in Philox random, float* kernel)
    {
        var index = 0UL;
        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column++)
                kernel[layout.Offset(row, column)] = Sample(settings, layout.Rows, layout.Columns, random, index++);
        }
    }

    /// <summary>Fills biases, one per unit; fans are those of the layer.</summary>
    public static void FillBias(InitializerSettings settings, PanelLayout layout, in Philox random, float* bias)
    {
        for (var column = 0; column < layout.Columns; column++)
            bias[column] = Sample(settings, layout.Rows, layout.Columns, random, (ulong)column);
    }

    /// <summary>Fills a kernel, row-major [inputs x units], or the biases of the units.</summary>
    public static void Fill(InitializerSettings settings, LayerShape shape, in Philox random, Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Sample(settings, shape.Inputs, shape.Units, random, (ulong)i);
    }

    private static float Sample(InitializerSettings settings, double inputs, double units, in Philox random, ulong index) =>
        (float)(settings.Kind switch
        {
            InitializerKind.Zeros => 0,
            InitializerKind.GlorotUniform => Uniform(random, index, 6 / (inputs + units)),
            InitializerKind.GlorotNormal => Normal(random, index, 2 / (inputs + units)),
            InitializerKind.HeUniform => Uniform(random, index, 6 / inputs),
            InitializerKind.HeNormal => Normal(random, index, 2 / inputs),
            InitializerKind.LecunUniform => Uniform(random, index, 3 / inputs),
            InitializerKind.LecunNormal => Normal(random, index, 1 / inputs),
            InitializerKind.Normal => settings.Mean + (settings.Deviation * random.Normal(index)),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "Unknown initializer."),
        });

    private static double Uniform(in Philox random, ulong index, double squaredLimit) => Math.Sqrt(squaredLimit) * ((2 * random.Uniform(index)) - 1);

    private static double Normal(in Philox random, ulong index, double variance) => Math.Sqrt(variance) * random.Normal(index);
}
