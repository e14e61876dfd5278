using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Draws initial weights and biases: number i of a layer is drawn at counter i, with kernels counted row-major over [inputs x
/// units].</summary>
internal static unsafe class WeightInitializer
{
    /// <summary>Fills a kernel; its padding stays 0.</summary>
    public static void FillKernel(InitializerSettings settings, PanelLayout layout, in Philox random, float* kernel)
    {
        var index = 0UL;
        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column++)
                kernel[layout.Offset(row, column)] = InitialNumbers.Draw(settings, layout.Rows, layout.Columns, random, index++);
        }
    }

    /// <summary>Fills biases, one per unit; the fans are the layer's.</summary>
    public static void FillBias(InitializerSettings settings, PanelLayout layout, in Philox random, float* bias)
    {
        for (var column = 0; column < layout.Columns; column++)
            bias[column] = InitialNumbers.Draw(settings, layout.Rows, layout.Columns, random, (ulong)column);
    }
}
