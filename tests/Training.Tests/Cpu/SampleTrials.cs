using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Small trials on glyphs.</summary>
internal static class SampleTrials
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

    public static TrialOutcome Train(
        TrialLease lease, ITrialObserver? observer = null, CpuEngine? engine = null, CancellationToken stop = default)
    {
        using var library = Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System, engine ?? CpuEngine.Best);
        return trainer.Train(lease, observer ?? new Recorder(), stop);
    }

    public static TrialOutcome.Succeeded Succeed(TrialLease lease, ITrialObserver? observer = null, CpuEngine? engine = null) =>
        Train(lease, observer, engine).ShouldBeOfType<TrialOutcome.Succeeded>();
}

/// <summary>Keeps the reported epochs, and may stop the trial after one of them.</summary>
internal sealed class Recorder(int stopAfter = int.MaxValue) : ITrialObserver
{
    public List<EpochReport> Reports { get; } = [];

    /// <summary>The reports without their durations, which differ from run to run.</summary>
    public IEnumerable<EpochReport> Timeless => Reports.Select(report => report with { Seconds = 0 });

    public Action<TrialProgress>? OnProgress { get; init; }

    public Action<EpochReport>? OnEpoch { get; init; }

    public bool EpochCompleted(EpochReport report)
    {
        Reports.Add(report);
        OnEpoch?.Invoke(report);
        return report.Epoch < stopAfter;
    }

    public double RestoredEpochs { get; private set; }

    public void Restored(double epochs) => RestoredEpochs = epochs;

    public void Progress(in TrialProgress progress) => OnProgress?.Invoke(progress);
}
