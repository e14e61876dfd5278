using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>The trainer's gradient, read off one SGD step with rate 1, against central differences of a loss
/// computed here in double precision.</summary>
public sealed unsafe class GradientTests : IDisposable
{
    private const int Pixels = 9;
    private const int Classes = 4;
    private const int Images = 7;
    private const double Step = 1e-5;

    private readonly ImageSet _images = new(Images, 3, 3, Classes);
    private readonly Minibatch _batch = new(Images, Pixels);

    public GradientTests()
    {
        var random = new Philox(3, 0, RandomPurpose.Dataset);
        for (var i = 0; i < Images * Pixels; i++)
            _images.Images[i] = (byte)random.Below((ulong)i, 256);
        for (var i = 0; i < Images; i++)
            _images.Labels[i] = (byte)(i % Classes);
        CpuEngine.Best.Gather(_images, Enumerable.Range(0, Images).ToArray(), 1 / 255f, _batch);
    }

    public static TheoryData<Activation, double> Cells()
    {
        var cells = new TheoryData<Activation, double>();
        foreach (var activation in Enum.GetValues<Activation>())
        {
            cells.Add(activation, 0);
            cells.Add(activation, 0.01);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Gradient_OfEveryWeight_IsTheLosssDerivative(Activation activation, double l2)
    {
        var configuration = SampleTrials.Configuration() with
        {
            Hidden = [new(6, activation), new(5, activation)],
            BiasInitializer = new(InitializerKind.Normal, 0, 0.5),
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras),
            L2 = l2,
            Batch = Images,
        };
        using var network = CpuEngine.Best.CreateNetwork(CpuEngine.Best.Plan(configuration, _images));
        network.Configure(configuration, 5, 0);
        var before = Parameters(network);

        var score = network.Train(_batch, 1, 1);

        var after = Parameters(network);
        ((score.Loss / Images) - Loss(before, activation, 0)).ShouldBe(0, 1e-6);
        for (var part = 0; part < before.Length; part++)
        {
            for (var i = 0; i < before[part].Length; i++)
            {
                var derivative =
                    (Shifted(before, part, i, Step, activation, l2) - Shifted(before, part, i, -Step, activation, l2)) / (2 * Step);
                var gradient = before[part][i] - after[part][i];
                Math.Abs(gradient - derivative)
                    .ShouldBeLessThan(2e-6 + (2e-5 * Math.Abs(derivative)), $"{activation}: part {part}, number {i}");
            }
        }
    }

    public void Dispose()
    {
        _images.Dispose();
        _batch.Dispose();
    }

    private static double[][] Parameters(Network network)
    {
        var parts = new List<double[]>();
        foreach (var layout in network.Plan.Layouts())
        {
            var layer = parts.Count / 2;
            parts.Add(Read(network, layer, ParameterPart.Kernel, layout.Rows * layout.Columns));
            parts.Add(Read(network, layer, ParameterPart.Bias, layout.Columns));
        }

        return [.. parts];
    }

    private static double[] Read(Network network, int layer, ParameterPart part, int length)
    {
        var numbers = new float[length];
        network.Read(layer, part, numbers);
        return Array.ConvertAll(numbers, number => (double)number);
    }

    private double Shifted(double[][] parameters, int part, int index, double step, Activation activation, double l2)
    {
        var kept = parameters[part][index];
        parameters[part][index] = kept + step;
        var loss = Loss(parameters, activation, l2);
        parameters[part][index] = kept;
        return loss;
    }

    private double Loss(double[][] parameters, Activation activation, double l2)
    {
        var loss = 0.0;
        for (var image = 0; image < Images; image++)
        {
            // The trainer's inputs are floats; everything from there on is in double precision.
            var values = Enumerable.Range(0, Pixels).Select(pixel => (double)(_images.Image(image)[pixel] * (1 / 255f))).ToArray();
            for (var layer = 0; layer < parameters.Length / 2; layer++)
            {
                var (kernel, bias) = (parameters[2 * layer], parameters[(2 * layer) + 1]);
                var inputs = values;
                var units = bias.Length;
                values = [.. Enumerable.Range(0, units)
                    .Select(unit => bias[unit] + Enumerable.Range(0, inputs.Length).Sum(i => inputs[i] * kernel[(i * units) + unit]))];
                if (layer < (parameters.Length / 2) - 1)
                    values = Array.ConvertAll(values, value => Apply(activation, value));
            }

            var largest = values.Max();
            loss += largest + Math.Log(values.Sum(value => Math.Exp(value - largest))) - values[_images.Labels[image]];
        }

        var penalty = l2 * Enumerable.Range(0, parameters.Length / 2).Sum(layer => parameters[2 * layer].Sum(weight => weight * weight));
        return (loss / Images) + penalty;
    }

    private static double Apply(Activation activation, double x) => activation switch
    {
        Activation.Linear => x,
        Activation.Relu => Math.Max(x, 0),
        Activation.LeakyRelu => x > 0 ? x : 0.2 * x,
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Activation.Selu => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
        Activation.Gelu => x * 0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-x / Math.Sqrt(2)),
        Activation.Softplus => Math.Log(1 + Math.Exp(x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}
