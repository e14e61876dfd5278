using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>What becomes of memory: it stays flat, and a stack that finds too little of it is halved.</summary>
public sealed class MemoryTests
{
    [TorchFact]
    public void Train_OverManySteps_KeepsTheNumberOfLiveTensors()
    {
        using var library = Trials.Library();
        var trainer = TorchRig.Create(library, time: new EveryLookTime());
        using var disposing = trainer as IDisposable;
        var configuration = Trials.Configuration(16, 8) with
        {
            Epochs = 20,
            Dropout = 0.1,
            L2 = 1e-4,
            ClipNorm = 1,
            EarlyStopping = new(Metric.ValidationLoss, 50, 0, RestoreBest: true),
        };
        var live = new List<long>();
        var trial = new PackedTrial(Trials.Lease(configuration)) { OnProgress = progress => live.Add(TorchRig.LiveTensors) };

        trainer.Train(trial.Lease, trial, CancellationToken.None).ShouldBeOfType<TrialOutcome.Succeeded>();
        var after = TorchRig.LiveTensors;
        trainer.Train(trial.Lease, new PackedTrial(trial.Lease), CancellationToken.None);

        live.Count.ShouldBe(20 * 15);
        live.Max().ShouldBeLessThan(60);
        // The first epoch makes the constants.
        live.Skip(32).Distinct().Count().ShouldBe(1, string.Join(' ', live));
        TorchRig.LiveTensors.ShouldBe(after, "what is left is the data set and constants");
    }

    // Two at a time: that of the trial, and the latest before it, which is in memory still.
    [TorchFact]
    public void Train_OverDataSetsThatAreReleased_ReleasesTheirCopies()
    {
        using var cache = new DatasetCache(maxUnusedBytes: 0);
        using var library = new DatasetLibrary(DatasetFolders.Find(null), cache: cache);
        var trainer = TorchRig.Create(library);
        using var disposing = trainer as IDisposable;
        var live = new List<long>();

        for (var seed = 1; seed <= 5; seed++)
        {
            var configuration = Trials.Configuration(8);
            var trial = new PackedTrial(
                Trials.Lease(configuration with { Data = configuration.Data with { Dataset = $"glyphs:seed={seed},train=600,test=100" } }));
            trainer.Train(trial.Lease, trial, CancellationToken.None).ShouldBeOfType<TrialOutcome.Succeeded>();
            live.Add(TorchRig.LiveTensors);
        }

        live[1].ShouldBeGreaterThan(live[0]);
        live.Skip(1).Distinct().Count().ShouldBe(1, string.Join(' ', live));
    }

    [TorchTheory]
    [InlineData(0)]
    [InlineData(2)]
    public void Pack_WithoutMemoryForAll_IsHalvedUntilItFits(int afterEpochs)
    {
        using var folder = new TemporaryFolder();
        var configuration = Trials.Configuration(16) with
        {
            Epochs = 5,
            EarlyStopping = new(Metric.ValidationLoss, 50, 0, RestoreBest: true),
        };
        // Two with checkpoints to go back to, the others go back to the start.
        var pack = Enumerable.Range(0, 7)
            .Select(
                index => new PackedTrial(Trials.Lease(configuration, (ulong)index, folder: index < 2 ? folder.Combine($"{index}") : null)))
            .ToArray();
        var sizes = new List<int>();

        TorchRig.TrainPack(pack, size =>
        {
            sizes.Add(size);
            if (size > 2 && sizes.Count > afterEpochs)
                throw TorchRig.OutOfMemory();
        });

        sizes.Distinct().ShouldBe([7, 3, 1]);
        foreach (var trial in pack)
        {
            var solo = new PackedTrial(trial.Lease with { CheckpointFolder = null });
            var expected = TorchRig.Succeed(solo.Lease, solo);
            trial.Reports.Select(report => report.Epoch).ShouldBe(Enumerable.Range(1, 5), "each epoch is reported once");
            foreach (var (left, right) in solo.Reports.Zip(trial.Reports))
                right.TrainLoss.ShouldBe(left.TrainLoss, 1e-5);
            trial.Success.Metrics.TestLoss.ShouldBe(expected.Metrics.TestLoss, 1e-5);
        }
    }

    [TorchFact]
    public void Pack_HalvedAfterItsBestEpochs_StillEndsWithTheirWeights()
    {
        // A rate that grows out of bounds: the best epoch is an early one.
        var configuration = Trials.Configuration(16) with
        {
            Epochs = 5,
            Schedule = new(ScheduleKind.Exponential, Gamma: 30),
            EarlyStopping = new(Metric.ValidationLoss, 50, 0, RestoreBest: true),
        };
        PackedTrial[] pack = [new(Trials.Lease(configuration)), new(Trials.Lease(configuration, seed: 2))];
        var calls = 0;

        // When the stack is made, before epochs 1, 2, 3, and then no more.
        TorchRig.TrainPack(pack, size =>
        {
            if (size > 1 && ++calls > 4)
                throw TorchRig.OutOfMemory();
        });

        foreach (var trial in pack)
        {
            var expected = TorchRig.Succeed(trial.Lease).Metrics;
            expected.Report.Epoch.ShouldBeLessThan(3);
            trial.Success.Metrics.Report.Epoch.ShouldBe(expected.Report.Epoch);
            trial.Success.Metrics.TestLoss.ShouldBe(expected.TestLoss, 1e-4 * expected.TestLoss);
        }
    }

    [TorchFact]
    public void Train_WithoutMemoryForEvenOne_FailsAndSaysSo()
    {
        var trial = new PackedTrial(Trials.Lease(Trials.Configuration(8)));

        TorchRig.TrainPack([trial], _ => throw TorchRig.OutOfMemory());

        trial.Outcome.ShouldBeOfType<TrialOutcome.Failed>().Reason.ShouldContain("memory");
    }
}
