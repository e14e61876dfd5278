using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Learning-rate range tests on glyphs: 510 training images in 16 minibatches, the last of 30.</summary>
public sealed class RangeTestTests
{
    private static readonly RangeTestSettings Mild = new(Start: 0.01, Factor: 1.1, End: 1, Divergence: null, Smoothing: 0.9);

    [Fact]
    public void Train_RangeTest_IsPlainTrainingUnderTheRamp()
    {
        // What a training with the same rates logs after its epoch is the running mean at the test's last step.
        var recorder = new Recorder();
        SampleTrials.Succeed(SampleTrials.Lease(Configuration(Mild) with { RangeTest = null }), recorder);

        var test = Test(Configuration(Mild));

        test.Losses.Count.ShouldBe(16);
        test.RunningMeans[^1].ShouldBe(recorder.Reports[0].TrainLoss);
        test.Rate(15).ShouldBe(recorder.Reports[0].LearningRate);
        test.Diverged.ShouldBeFalse();
    }

    [Fact]
    public void Train_RunningMean_IsTheMeanOverTheImagesSoFar()
    {
        var test = Test(Configuration(Mild));

        var (sum, images) = (0.0, 0);
        for (var step = 0; step < 16; step++)
        {
            var rows = step < 15 ? 32 : 30;
            (sum, images) = (sum + (test.Losses[step] * rows), images + rows);
            test.RunningMeans[step].ShouldBe(sum / images, 1e-9);
        }
    }

    [Fact]
    public void Train_RangeTest_ReportsItsMinimum()
    {
        var recorder = new Recorder();

        var outcome = SampleTrials.Succeed(SampleTrials.Lease(Configuration(Mild)), recorder);

        var test = outcome.Metrics.Range!;
        var report = recorder.Reports.ShouldHaveSingleItem();
        report.TrainLoss.ShouldBe(test.RunningMeans.Min());
        report.LearningRate.ShouldBe(Mild.Start * DeterministicMath.Power(Mild.Factor, test.MinimumStep));
        report.ValidationLoss.ShouldBeNull();
        outcome.Metrics.Report.ShouldBe(report);
    }

    [Fact]
    public void Train_EndOfTheRange_EndsTheTest()
    {
        var outcome = SampleTrials.Succeed(SampleTrials.Lease(Configuration(Mild with { End = 0.02 })));

        // 0.01 * 1.1^7 is below 0.02, and the next rate is above it.
        outcome.Metrics.Range!.Losses.Count.ShouldBe(8);
        outcome.StoppedEarly.ShouldBeTrue();
    }

    [Fact]
    public void Train_LossThatIsNoNumber_EndsTheTestWithWhatCameBefore()
    {
        var wild = Mild with { Start = 1e3, Factor = 100, End = 1e40 };

        var outcome = SampleTrials.Succeed(SampleTrials.Lease(Configuration(wild, Activation.Linear)));

        var test = outcome.Metrics.Range!;
        test.Diverged.ShouldBeTrue();
        test.Losses.Count.ShouldBeInRange(1, 15);
        test.Losses.ShouldAllBe(loss => double.IsFinite(loss));
    }

    [Fact]
    public void Train_LossAboveItsLimit_EndsTheTest()
    {
        var limited = Mild with { Start = 0.1, Factor = 3, End = 1e6, Divergence = 1.5, Smoothing = 0.5 };

        var test = Test(Configuration(limited, Activation.Linear));

        test.Diverged.ShouldBeTrue();
        var smoothed = test.Smoothed();
        smoothed[^1].ShouldBeGreaterThan(1.5 * smoothed.Min());
        smoothed.SkipLast(1).ShouldAllBe(loss => loss <= 1.5 * smoothed.Max());
    }

    [Fact]
    public void Train_InterruptedTest_GoesOnToTheSameCurve()
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Configuration(Mild) with { Epochs = 2 }, folder: folder.Combine("trial"));
        var whole = SampleTrials.Succeed(lease with { CheckpointFolder = null }).Metrics.Range;

        SampleTrials.Train(lease, new Recorder(stopAfter: 1), stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Interrupted>();
        var resumed = SampleTrials.Succeed(lease).Metrics.Range;

        resumed.ShouldBe(whole);
        resumed!.Losses.Count.ShouldBe(32);
    }

    private static RangeTestResult Test(TrialConfiguration configuration) =>
        SampleTrials.Succeed(SampleTrials.Lease(configuration)).Metrics.Range.ShouldNotBeNull();

    private static TrialConfiguration Configuration(RangeTestSettings range, Activation activation = Activation.Relu) =>
        SampleTrials.Configuration(24) with
        {
            Hidden = [new(24, activation)],
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras) with { LearningRate = range.Start },
            Schedule = new(ScheduleKind.Exponential, range.Factor, Every: 1, PerBatch: true),
            Epochs = 1,
            RangeTest = range,
            Checkpoints = new(Last: false, Best: false, Every: 0, Metric.TrainLoss),
        };
}
