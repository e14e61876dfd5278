using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Trials;

/// <summary>Draws the initial weights and biases of a layer: number i is drawn at counter i.</summary>
public static class InitialNumbers
{
    /// <summary>Fills a kernel, row-major [inputs x units], or the biases of the units.</summary>
    public static void Fill(InitializerSettings settings, LayerShape shape, in Philox random, Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Draw(settings, shape.Inputs, shape.Units, random, (ulong)i);
    }

    /// <summary>Draws number <paramref name="index"/> of a kernel, row-major [inputs x units], or of its biases.</summary>
    public static float Draw(InitializerSettings settings, double inputs, double units, in Philox random, ulong index) =>
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

    private static double Uniform(in Philox random, ulong index, double squaredLimit) =>
        Math.Sqrt(squaredLimit) * ((2 * random.Uniform(index)) - 1);

    private static double Normal(in Philox random, ulong index, double variance) => Math.Sqrt(variance) * random.Normal(index);
}
