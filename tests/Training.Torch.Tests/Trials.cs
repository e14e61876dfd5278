using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>Small trials on glyphs: 510 images to train on, 16 steps an epoch.</summary>
internal static class Trials
{
    public const string Glyphs = "glyphs:seed=7,train=600,test=100";

    public static TrialConfiguration Configuration(params int[] hidden) => new()
    {
        Data = new() { Dataset = Glyphs, Split = new(SplitKind.Last, 90) },
        Hidden = hidden.Select(width => new LayerSettings(width, Activation.Relu)).ToEquatableArray(),
        KernelInitializer = new(InitializerKind.GlorotUniform),
        BiasInitializer = new(InitializerKind.Zeros),
        Optimizer = OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.Keras),
        Schedule = ScheduleSettings.Constant,
        Epochs = 3,
        Batch = 32,
        Checkpoints = new(Last: true, Best: false, Every: 0, Metric.ValidationAccuracy),
    };

    public static TrialLease Lease(
        TrialConfiguration configuration, ulong seed = 1, int seedIndex = 0, string? folder = null, int? epochs = null) =>
        new("test-1", 0, 1, configuration, seed, seedIndex, epochs ?? configuration.Epochs, folder);

    public static DatasetLibrary Library() => new(DatasetFolders.Find(null));

    public static TrialOutcome TrainOnCpu(TrialLease lease, ITrialObserver? observer = null)
    {
        using var library = Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System);
        return trainer.Train(lease, observer ?? new PackedTrial(lease), CancellationToken.None);
    }

    /// <summary>The weights and biases in the last checkpoint, layer by layer.</summary>
    public static float[] Weights(string folder, TrialConfiguration configuration)
    {
        var file = SafetensorsFile.Read(Path.Combine(folder, TrialCheckpoints.Last));
        var numbers = new List<float>();
        var inputs = 784;
        var layer = 0;
        foreach (var units in configuration.Hidden.Select(hidden => hidden.Width).Append(10))
        {
            numbers.AddRange(file.Floats($"layers.{layer}.kernel", [inputs, units]));
            numbers.AddRange(file.Floats($"layers.{layer}.bias", [units]));
            (inputs, layer) = (units, layer + 1);
        }

        return [.. numbers];
    }

    /// <summary>The largest difference of two numbers at the same place.</summary>
    public static double Distance(float[] left, float[] right)
    {
        left.Length.ShouldBe(right.Length);
        return left.Zip(right, (one, other) => Math.Abs((double)one - other)).Max();
    }
}

/// <summary>Keeps the reports, and may stop its trial after an epoch.</summary>
internal sealed class PackedTrial(TrialLease lease, int stopAfter = int.MaxValue) : IPackedTrial
{
    public TrialLease Lease { get; } = lease;

    public CancellationToken Stop { get; init; }

    public List<EpochReport> Reports { get; } = [];

    /// <summary>The reports without their durations, which differ from run to run.</summary>
    public IEnumerable<EpochReport> Timeless => Reports.Select(report => report with { Seconds = 0 });

    public List<TrialProgress> Hints { get; } = [];

    public Action<TrialProgress>? OnProgress { get; init; }

    public TrialOutcome? Outcome { get; private set; }

    public TrialOutcome.Succeeded Success => Outcome.ShouldBeOfType<TrialOutcome.Succeeded>();

    public bool EpochCompleted(EpochReport report)
    {
        Reports.Add(report);
        return report.Epoch < stopAfter;
    }

    public double RestoredEpochs { get; private set; }

    public void Restored(double epochs) => RestoredEpochs = epochs;

    public void Progress(in TrialProgress progress)
    {
        Hints.Add(progress);
        OnProgress?.Invoke(progress);
    }

    public void Ended(TrialOutcome outcome)
    {
        Outcome.ShouldBeNull("A trial ends once.");
        Outcome = outcome;
    }
}
