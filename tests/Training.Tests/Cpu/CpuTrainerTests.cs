using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Tests.Cpu;

public sealed class CpuTrainerTests
{
    private static readonly OptimizerSettings Sgd = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras);

    [Fact]
    public void Train_ASmallNetwork_Learns()
    {
        var recorder = new Recorder();

        var outcome = SampleTrials.Succeed(SampleTrials.Lease(SampleTrials.Configuration(64) with { Epochs = 8 }), recorder);

        outcome.Metrics.TestAccuracy.ShouldBeGreaterThan(0.5);
        outcome.Metrics.Parameters.ShouldBe((785 * 64) + (65 * 10));
        outcome.StoppedEarly.ShouldBeFalse();
        recorder.Reports.Select(report => report.Epoch).ShouldBe(Enumerable.Range(1, 8));
        recorder.Reports.ShouldAllBe(report => report.Samples == 510);
        recorder.Reports[^1].TrainLoss.ShouldBeLessThan(recorder.Reports[0].TrainLoss / 2);
        recorder.Reports[^1].ValidationAccuracy!.Value.ShouldBeGreaterThan(0.5);
        outcome.Metrics.Report.ShouldBe(recorder.Reports[^1]);
    }

    [Fact]
    public void Train_WithoutASplit_HasNoValidation()
    {
        var recorder = new Recorder();

        SampleTrials.Succeed(
            SampleTrials.Lease(SampleTrials.Configuration(8) with
            {
                Data = new() { Dataset = SampleTrials.Glyphs, Split = SplitSettings.None },
                Epochs = 1,
            }),
            recorder);

        recorder.Reports[0].Samples.ShouldBe(600);
        recorder.Reports[0].ValidationLoss.ShouldBeNull();
        recorder.Reports[0].ValidationAccuracy.ShouldBeNull();
    }

    [Theory]
    [InlineData(SplitKind.Last, 90)]
    [InlineData(SplitKind.First, 90)]
    [InlineData(SplitKind.None, 0)]
    public void Train_ScoringTraining_IsTheRunningMeanOfWeightsThatStay(SplitKind split, int count)
    {
        // The step is too small to change a weight, so that the epoch's mean is the score of the final weights.
        var configuration = SampleTrials.Configuration(16) with
        {
            Data = new() { Dataset = SampleTrials.Glyphs, Split = new(split, count) },
            Optimizer = Sgd with { LearningRate = 1e-30 },
            L2 = 0.01,
            Epochs = 1,
            ScoresTraining = true,
        };

        var metrics = SampleTrials.Succeed(SampleTrials.Lease(configuration)).Metrics;

        metrics.Training!.Accuracy.ShouldBe(metrics.Report.TrainAccuracy);
        metrics.Training.Loss.ShouldBe(metrics.Report.TrainLoss, 1e-5);
    }

    [Fact]
    public void Train_ScoringTraining_ChangesNothingElse()
    {
        var configuration = SampleTrials.Configuration(16);

        var plain = SampleTrials.Succeed(SampleTrials.Lease(configuration)).Metrics;
        var scored = SampleTrials.Succeed(SampleTrials.Lease(configuration with { ScoresTraining = true })).Metrics;

        plain.Training.ShouldBeNull();
        scored.Training!.Loss.ShouldBeLessThan(scored.Report.TrainLoss, "the weights improved during the epoch");
        (scored.WeightsHash, scored.TestLoss).ShouldBe((plain.WeightsHash, plain.TestLoss));
    }

    [Fact]
    public void Train_DroppingTheRemainder_LeavesItOut()
    {
        var recorder = new Recorder();

        SampleTrials.Succeed(
            SampleTrials.Lease(SampleTrials.Configuration(8) with { DropRemainder = true, Batch = 100, Epochs = 1 }), recorder);

        recorder.Reports[0].Samples.ShouldBe(500);
    }

    [Fact]
    public void Train_AtAnAbsurdRate_DivergesAndSaysWhen()
    {
        var recorder = new Recorder();
        var configuration = SampleTrials.Configuration(16, 16) with { Optimizer = Sgd with { LearningRate = 1e12 } };

        var outcome = SampleTrials.Train(SampleTrials.Lease(configuration), recorder, stop: TestContext.Current.CancellationToken);

        var diverged = outcome.ShouldBeOfType<TrialOutcome.Diverged>();
        diverged.Epoch.ShouldBe(recorder.Reports.Count + 1);
        diverged.Parameters.ShouldBe(ParameterCount.Compute(configuration));
    }

    [Fact]
    public void Train_FromNormalWeights_StaysFiniteAtCostsInTheHundreds()
    {
        var recorder = new Recorder();
        var normal = new InitializerSettings(InitializerKind.Normal);

        SampleTrials.Succeed(
            SampleTrials.Lease(
                SampleTrials.Configuration(256, 256) with { KernelInitializer = normal, BiasInitializer = normal, Batch = 100 }),
            recorder);

        recorder.Reports[0].TrainLoss.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Train_WithAPenalty_ReportsItInEveryLoss()
    {
        // With a rate of 0 (all but) the weights stay as they are drawn, whatever the penalty.
        var still = SampleTrials.Configuration(16) with { Optimizer = Sgd with { LearningRate = 1e-30 }, Epochs = 1 };
        var (plain, penalised) = (new Recorder(), new Recorder());

        var without = SampleTrials.Succeed(SampleTrials.Lease(still), plain);
        var with = SampleTrials.Succeed(SampleTrials.Lease(still with { L2 = 0.5 }), penalised);

        with.Metrics.WeightsHash.ShouldBe(without.Metrics.WeightsHash);
        var penalty = with.Metrics.TestLoss - without.Metrics.TestLoss;
        // Glorot uniform: variance 2 / (fan in + fan out) each.
        penalty.ShouldBe(0.5 * ((784 * 16 * 2 / 800.0) + (160 * 2 / 26.0)), tolerance: 0.5);
        (penalised.Reports[0].TrainLoss - plain.Reports[0].TrainLoss).ShouldBe(penalty, 1e-5);
        (penalised.Reports[0].ValidationLoss!.Value - plain.Reports[0].ValidationLoss!.Value).ShouldBe(penalty, 1e-5);
    }

    [Fact]
    public void Train_StoppingEarlyAndRestoringTheBest_EndsWithTheBestEpochsWeights()
    {
        using var folder = new TemporaryFolder();
        // A rate that bounces: some epoch is worse than the one before.
        var configuration = SampleTrials.Configuration(16) with
        {
            Optimizer = Sgd with { LearningRate = 0.5, Momentum = 0.9 },
            Epochs = 40,
            EarlyStopping = new(Metric.ValidationLoss, Patience: 2, MinimumDelta: 0, RestoreBest: true),
        };
        var recorder = new Recorder();

        var outcome = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")), recorder);

        outcome.StoppedEarly.ShouldBeTrue();
        var best = recorder.Reports.MinBy(report => report.ValidationLoss)!;
        recorder.Reports.Count.ShouldBe(best.Epoch + 2);
        outcome.Metrics.Report.ShouldBe(best);
        var short_ = SampleTrials.Succeed(SampleTrials.Lease(configuration with { EarlyStopping = null }, epochs: best.Epoch));
        outcome.Metrics.WeightsHash.ShouldBe(short_.Metrics.WeightsHash);
        outcome.Metrics.TestLoss.ShouldBe(short_.Metrics.TestLoss);

        // The same again from the checkpoint it left.
        var again = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")));
        again.Metrics.ShouldBe(outcome.Metrics);
        again.StoppedEarly.ShouldBeTrue();
    }

    [Fact]
    public void Train_KeepingCheckpoints_LeavesTheOnesAskedFor()
    {
        using var folder = new TemporaryFolder();
        var configuration = SampleTrials.Configuration(8) with
        {
            Epochs = 5,
            Checkpoints = new(Last: true, Best: true, Every: 2, Metric.ValidationAccuracy),
        };

        SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")));

        Directory.EnumerateFiles(folder.Combine("trial")).Select(path => Path.GetFileName(path)).Order()
            .ShouldBe(["best.safetensors", "epoch-0002.safetensors", "epoch-0004.safetensors", "last.safetensors"]);
    }

    [Fact]
    public void Train_KeepingTheBestByAReversedGoal_KeepsTheEpochOfTheGreatestLoss()
    {
        using var folder = new TemporaryFolder();
        var configuration = SampleTrials.Configuration(8) with
        {
            Epochs = 4,
            Checkpoints = new(Last: true, Best: true, Every: 0, Metric.TrainLoss, IsReversed: true),
            EarlyStopping = new(Metric.TrainLoss, Patience: 9, MinimumDelta: 0, RestoreBest: true, IsReversed: true),
        };
        var recorder = new Recorder();

        var outcome = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")), recorder);

        // The loss falls from the first epoch on, which is the worst by the usual goal and the best by this one.
        recorder.Reports.MaxBy(report => report.TrainLoss)!.Epoch.ShouldBe(1);
        outcome.Metrics.Report.Epoch.ShouldBe(1);
        SafetensorsFile.Read(folder.Combine("trial", "best.safetensors"))
            .Metadata["epoch"].ShouldBe("2", "the next epoch to train follows the first.");
    }

    [Fact]
    public void Train_ACheckpoint_CarriesTheConfigurationAsJson()
    {
        using var folder = new TemporaryFolder();
        var configuration = SampleTrials.Configuration(8) with { Epochs = 1 };

        SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")), new Recorder());

        SafetensorsFile.Read(folder.Combine("trial", "last.safetensors")).Metadata["settings"]
            .ShouldBe(ConfigurationJson.Write(configuration));
    }

    [Fact]
    public void Train_KeepingNoCheckpoints_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var configuration =
            SampleTrials.Configuration(8) with { Checkpoints = new(Last: false, Best: false, Every: 0, Metric.ValidationAccuracy) };

        SampleTrials.Train(
            SampleTrials.Lease(configuration, folder: folder.Combine("trial")),
            new Recorder(stopAfter: 1),
            stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Interrupted>();
        Directory.EnumerateFiles(folder.Combine("trial")).ShouldHaveSingleItem();
        SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: folder.Combine("trial")));

        Directory.Exists(folder.Combine("trial")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(600, 32, false, "split")]
    [InlineData(500, 101, true, "batch")]
    public void Train_WithNothingToTrainOn_SaysWhichSettingIsWrong(int validation, int batch, bool drop, string setting)
    {
        var configuration = SampleTrials.Configuration(8) with
        {
            Data = new() { Dataset = SampleTrials.Glyphs, Split = new(SplitKind.First, validation) },
            Batch = batch,
            DropRemainder = drop,
        };

        SampleTrials.Train(SampleTrials.Lease(configuration), stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Failed>().Reason.ShouldStartWith(setting);
    }

    [Fact]
    public void Step_OfATrial_AllocatesNothing()
    {
        using var library = SampleTrials.Library();
        var dataset = library.Load(SampleTrials.Glyphs, TestContext.Current.CancellationToken);
        var configuration = SampleTrials.Configuration(50, 30) with { Dropout = 0.2, L2 = 1e-4, Batch = 50 };
        using var network = CpuEngine.Best.CreateNetwork(CpuEngine.Best.Plan(configuration, dataset.Train));
        using var feed = new MinibatchFeed(CpuEngine.Best, dataset, FeedKey.Create(configuration, 1, 0), window: 2);
        network.Configure(configuration, 1, 0);
        Epoch(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Epoch(2);
        Epoch(3);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Epoch(int epoch)
        {
            for (var step = 0; step < feed.StepsPerEpoch; step++)
            {
                _ = network.Penalty();
                network.Train(
                    feed.At(epoch, step),
                    ((epoch - 1) * feed.StepsPerEpoch) + step + 1,
                    LearningRate.AtStep(configuration, step, feed.StepsPerEpoch));
            }

            network.Evaluate(dataset.Test, 0, dataset.Test.Count, 1 / 255f);
        }
    }
}
