using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Memory;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Alone in its process: it counts what all threads hold.</summary>
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryCollection;

[Collection("memory")]
public sealed class FlatMemoryTests
{
    private const int Shapes = 50;
    private const int Kilobyte = 1024;

    [Fact]
    public void Train_AThousandTrialsOfFiftyShapes_HoldsNoMoreMemoryThanAHundred()
    {
        using var library = SampleTrials.Library();
        library.Load(Dataset, TestContext.Current.CancellationToken);
        var before = NativeBlock.BytesInUse;
        using (var trainer = new CpuTrainer(library, TimeProvider.System))
        {
            Train(trainer, 0, 2 * Shapes);
            var (native, managed) = (NativeBlock.BytesInUse, GC.GetTotalMemory(forceFullCollection: true));

            Train(trainer, 2 * Shapes, 1000);

            NativeBlock.BytesInUse.ShouldBe(native);
            native.ShouldBeGreaterThan(before, "networks wait for the next trial of their shape");
            GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(managed + (64 * Kilobyte));
        }

        NativeBlock.BytesInUse.ShouldBe(before);
    }

    [Fact]
    public void Rent_AfterATrialOfTheSameShape_GivesItsNetwork()
    {
        using var library = SampleTrials.Library();
        var images = library.Load(Dataset, TestContext.Current.CancellationToken).Train;
        using var pool = new NetworkPool(CpuEngine.Best, new(long.MaxValue));
        var (plan, other) = (CpuEngine.Best.Plan(Shape(1), images), CpuEngine.Best.Plan(Shape(2), images));
        var network = pool.Rent(plan, TestContext.Current.CancellationToken);
        pool.Return(network);

        using var different = pool.Rent(other, TestContext.Current.CancellationToken);
        using var again = pool.Rent(plan, TestContext.Current.CancellationToken);

        different.ShouldNotBeSameAs(network);
        again.ShouldBeSameAs(network);
    }

    private const string Dataset = "glyphs:seed=7,train=60,test=20";

    private static void Train(CpuTrainer trainer, int first, int end)
    {
        for (var trial = first; trial < end; trial++)
        {
            var lease = SampleTrials.Lease(Shape(trial % Shapes), seed: (ulong)trial, epochs: 1) with { Trial = trial };
            trainer.Train(lease, new Recorder(), TestContext.Current.CancellationToken).ShouldBeOfType<TrialOutcome.Succeeded>();
        }
    }

    // Widths, depths, batches, optimizer states and dropout all change what a network needs.
    private static TrialConfiguration Shape(int shape) => SampleTrials.Configuration() with
    {
        Data = new() { Dataset = Dataset, Split = new(SplitKind.Last, 10) },
        Hidden = Enumerable.Repeat(new LayerSettings(1 + shape, (Activation)(shape % 9)), 1 + (shape % 2)).ToEquatableArray(),
        Batch = 10 + shape,
        Dropout = shape % 3 == 0 ? 0.1 : 0,
        ClipNorm = shape % 5 == 0 ? 1 : null,
        Optimizer = OptimizerDefaults.Create(shape % 4 == 0 ? OptimizerKind.Sgd : OptimizerKind.Adam, OptimizerConvention.Keras),
    };
}
