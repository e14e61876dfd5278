using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Training on from a checkpoint, as the notebook "optimizers" did.</summary>
public sealed class ExtendingTests
{
    public static TheoryData<OptimizerKind> Optimizers => [OptimizerKind.Adam, OptimizerKind.Adagrad, OptimizerKind.Adadelta];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Train_ThirtyEpochsThenFiveMore_IsThirtyFiveInOneGo(OptimizerKind optimizer) =>
        TrainOn(Small(optimizer), first: 30, more: 5);

    [RealDataFact]
    public void Train_OnMnistAsTheNotebookDid_IsTheSameInOneGo() => TrainOn(Notebook(OptimizerKind.Adam), first: 2, more: 1);

    private static void TrainOn(TrialConfiguration configuration, int first, int more)
    {
        using var folder = new TemporaryFolder();
        var whole = new Recorder();
        var inOneGo = Succeed(SampleTrials.Lease(configuration, epochs: first + more), whole);

        var before = new Recorder();
        Succeed(SampleTrials.Lease(configuration, folder: folder.Path, epochs: first), before);
        // A new trainer: nothing but the checkpoint is left of the first.
        var after = new Recorder();
        var extended = Succeed(SampleTrials.Lease(configuration, folder: folder.Path, epochs: first + more), after);

        before.Timeless.ShouldBe(whole.Timeless.Take(first));
        after.Timeless.ShouldBe(whole.Timeless);
        Timeless(extended.Metrics).ShouldBe(Timeless(inOneGo.Metrics));
    }

    private static TrialOutcome.Succeeded Succeed(TrialLease lease, ITrialObserver observer)
    {
        using var library = new DatasetLibrary(DatasetFolders.Find(RealDatasets.Folder));
        using var trainer = new CpuTrainer(library, TimeProvider.System);
        return trainer.Train(lease, observer, TestContext.Current.CancellationToken).ShouldBeOfType<TrialOutcome.Succeeded>();
    }

    private static FinalMetrics Timeless(FinalMetrics metrics) => metrics with { Report = metrics.Report with { Seconds = 0 } };

    private static TrialConfiguration Small(OptimizerKind optimizer) => Notebook(optimizer) with
    {
        Data = new() { Dataset = SampleTrials.Glyphs, Split = new(SplitKind.First, 90) },
        Hidden = [new(16, Activation.Relu), new(16, Activation.Relu)],
    };

    // sweeps/notebooks/optimizers-kinds.yaml.
    private static TrialConfiguration Notebook(OptimizerKind optimizer) => SampleTrials.Configuration() with
    {
        Data = new() { Dataset = "mnist", Split = new(SplitKind.First, 5000) },
        Hidden = [new(256, Activation.Relu), new(256, Activation.Relu)],
        KernelInitializer = new(InitializerKind.Normal),
        BiasInitializer = new(InitializerKind.Normal),
        Optimizer = OptimizerDefaults.Create(optimizer, OptimizerConvention.Tf1) with { LearningRate = 0.001 },
        Epochs = 30,
        Batch = 100,
        DropRemainder = true,
    };
}
