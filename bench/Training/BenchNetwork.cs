using SweepCluster.Model;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Bench.Training;

/// <summary>A network that steps are timed on: 784 inputs, 10 classes.</summary>
internal sealed record BenchNetwork(int Batch, params int[] Hidden)
{
    public const int Images = 50_000;
    public const int Rows = 28;
    public const int Classes = 10;

    public static IReadOnlyList<BenchNetwork> All { get; } =
        [new(100, 50, 50), new(32, 300, 100), new(100, 300, 300), new(32, 128), new(128, 512)];

    public int[] Widths => [Rows * Rows, .. Hidden, Classes];

    public string Name => $"{string.Join('-', Widths)}, batch {Batch}";

    /// <summary>Floating-point operations of a forward pass over so many images: a multiplication and an addition per weight.</summary>
    public double ForwardFlops(int images) => 2.0 * images * Widths.Zip(Widths.Skip(1), (inputs, units) => (double)inputs * units).Sum();

    /// <summary>Those of a training step: forward, the gradients of all weights, and of all inputs but the images.</summary>
    public double StepFlops => (3 * ForwardFlops(Batch)) - (2.0 * Batch * Widths[0] * Widths[1]);

    public TrialConfiguration Configuration(Activation activation = Activation.Relu, OptimizerSettings? optimizer = null) => new()
    {
        Data = new() { Dataset = "bench", Split = SplitSettings.None },
        Hidden = Hidden.Select(width => new LayerSettings(width, activation)).ToEquatableArray(),
        KernelInitializer = new(InitializerKind.GlorotUniform),
        BiasInitializer = new(InitializerKind.Zeros),
        Optimizer = optimizer ?? OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.PyTorch),
        Schedule = ScheduleSettings.Constant,
        Epochs = 1000,
        Batch = Batch,
        DropRemainder = true,
        Checkpoints = new(Last: false, Best: false, Every: 0, Metric.TrainLoss),
    };
}
