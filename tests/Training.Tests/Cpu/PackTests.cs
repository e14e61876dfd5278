using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>A trial's result does not depend on the other trials in its pack.</summary>
public sealed class PackTests
{
    private static readonly OptimizerSettings Sgd = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.PyTorch);

    private static readonly TrialConfiguration[] Mixed =
    [
        SampleTrials.Configuration(50, 30),
        SampleTrials.Configuration(50, 30) with { Optimizer = Sgd with { LearningRate = 0.1, Momentum = 0.9 }, ClipNorm = 0.5, L2 = 1e-4 },
        SampleTrials.Configuration() with { Hidden = [new(24, Activation.Gelu), new(40, Activation.Tanh)], Dropout = 0.3, Epochs = 5 },
        SampleTrials.Configuration(20) with
        {
            KernelInitializer = new(InitializerKind.Normal),
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Nadam, OptimizerConvention.Keras) with { LearningRate = 0.01 },
            Schedule = new(ScheduleKind.Cosine, Minimum: 0.1, WarmupEpochs: 1),
        },
        SampleTrials.Configuration(),
    ];

    private static readonly Dictionary<string, Func<TrialConfiguration, TrialConfiguration>> Feeds = new()
    {
        ["batches of 32"] = configuration => configuration,
        ["batches of 7, the last dropped"] = configuration => configuration with { Batch = 7, DropRemainder = true },
        ["a batch larger than a chunk, in order"] = configuration => configuration with { Batch = 300, Shuffle = false },
        ["one batch an epoch"] = configuration => configuration with { Batch = 1000 },
    };

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (var bits in (int[])[128, 256, 512])
        {
            foreach (var feed in Feeds.Keys)
                cases.Add(bits, feed);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pack_OfDifferentNetworksAndOptimizers_GivesTheBitsOfEachAlone(int bits, string feed)
    {
        CpuEngine engine =
            bits switch { 128 => new CpuEngine<Lanes128>(), 256 => new CpuEngine<Lanes256>(), _ => new CpuEngine<Lanes512>() };

        var trials = PackedTrials.Train(
            engine, TimeProvider.System,
            [.. Mixed.Select(configuration => new PackedTrial(SampleTrials.Lease(Feeds[feed](configuration))))]);

        trials.ShouldBeAsAlone();
        trials.Select(trial => trial.Outcome.ShouldBeOfType<TrialOutcome.Succeeded>().Metrics.WeightsHash).ShouldBeUnique();
    }

    [Fact]
    public void Pack_WithATrialThatDiverges_TrainsTheRest()
    {
        var trials = PackedTrials.Train(
        [
            SampleTrials.Lease(Mixed[0]),
            SampleTrials.Lease(SampleTrials.Configuration(16, 16) with { Optimizer = Sgd with { LearningRate = 1e12 } }),
            SampleTrials.Lease(Mixed[2]),
        ]);

        trials.ShouldBeAsAlone();
        trials[1].Outcome.ShouldBeOfType<TrialOutcome.Diverged>();
    }

    [Fact]
    public void Pack_WithATrialThatStopsEarly_TrainsTheRest()
    {
        var bouncing = SampleTrials.Configuration(16) with
        {
            Optimizer = Sgd with { LearningRate = 0.5, Momentum = 0.9 },
            Epochs = 40,
            EarlyStopping = new(Metric.ValidationLoss, Patience: 2, MinimumDelta: 0, RestoreBest: true),
        };

        var trials = PackedTrials.Train([SampleTrials.Lease(bouncing), SampleTrials.Lease(Mixed[0] with { Epochs = 12 })]);

        trials.ShouldBeAsAlone();
        trials[0].Outcome.ShouldBeOfType<TrialOutcome.Succeeded>().StoppedEarly.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(30)]
    public void Pack_WithATrialThatIsStoppedAnywhere_TrainsTheRestAndResumesItToTheSameBits(int minibatches)
    {
        using var folder = new TemporaryFolder();
        PackedTrial? stopped = null;
        var hints = 0;
        var recorder = new Recorder
        {
            OnProgress = _ =>
            {
                if (++hints == minibatches)
                    stopped!.Interrupt();
            },
        };
        stopped = new(SampleTrials.Lease(Mixed[1], folder: folder.Combine("1")), recorder);
        PackedTrial[] others = [new(SampleTrials.Lease(Mixed[0])), new(SampleTrials.Lease(Mixed[2]))];

        PackedTrials.Train(CpuEngine.Best, new EveryStepTime(), others[0], stopped, others[1]);

        stopped.Outcome.ShouldBeOfType<TrialOutcome.Interrupted>();
        hints.ShouldBe(minibatches);
        others.ShouldBeAsAlone();

        // With other trials: it resumes in the middle, one begins, one has only its last epoch to go.
        var late = SampleTrials.Lease(Mixed[0], folder: folder.Combine("0"));
        SampleTrials.Train(late, new Recorder(stopAfter: 2), stop: TestContext.Current.CancellationToken);
        PackedTrials.Train([stopped.Lease, SampleTrials.Lease(Mixed[3]), late]).ShouldBeAsAlone();
    }

    [Fact]
    public void Pack_WithTrialsThatWait_StopsThemAtOnce()
    {
        using var folder = new TemporaryFolder();
        var late = SampleTrials.Lease(Mixed[0], folder: folder.Combine("late"));
        SampleTrials.Train(late, new Recorder(stopAfter: 2), stop: TestContext.Current.CancellationToken);
        var waiting = new PackedTrial(late);
        TrialOutcome? seen = null;
        var first = new PackedTrial(
            SampleTrials.Lease(Mixed[1]), new Recorder { OnProgress = _ => { seen ??= waiting.Outcome; waiting.Interrupt(); } });

        PackedTrials.Train(CpuEngine.Best, new EveryStepTime(), first, waiting);

        seen.ShouldBeOfType<TrialOutcome.Interrupted>();
        waiting.Recorded.Reports.Count.ShouldBe(2);
    }

    [Fact]
    public void Pack_WithATrialThatItsObserverStops_TrainsTheRest()
    {
        using var folder = new TemporaryFolder();
        var stopped = new PackedTrial(SampleTrials.Lease(Mixed[0], folder: folder.Combine("trial")), new Recorder(stopAfter: 2));
        var other = new PackedTrial(SampleTrials.Lease(Mixed[2]));

        PackedTrials.Train(stopped, other);

        stopped.Outcome.ShouldBeOfType<TrialOutcome.Interrupted>();
        stopped.Recorded.Reports.Count.ShouldBe(2);
        new[] { other }.ShouldBeAsAlone();
        PackedTrials.Train([stopped.Lease, SampleTrials.Lease(Mixed[1])]).ShouldBeAsAlone();
    }

    [Fact]
    public void Pack_OfTrialsThatHaveEndedBefore_EndsThemAgain()
    {
        using var folder = new TemporaryFolder();
        TrialLease[] leases =
            [SampleTrials.Lease(Mixed[0], folder: folder.Combine("0")), SampleTrials.Lease(Mixed[1], folder: folder.Combine("1"))];
        PackedTrials.Train(leases).ShouldBeAsAlone();

        PackedTrials.Train([.. leases, SampleTrials.Lease(Mixed[2])]).ShouldBeAsAlone();
        PackedTrials.Train(leases.Select(lease => lease with { EpochTarget = 4 })).ShouldBeAsAlone();
    }

    [Fact]
    public void Pack_WithACheckpointThatCanNotBeUsed_TrainsThatTrialAnew()
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Mixed[0], folder: folder.Combine("trial"));
        var whole = SampleTrials.Succeed(lease);
        File.WriteAllText(folder.Combine("trial", "last.safetensors"), "torn");

        var trials = PackedTrials.Train([SampleTrials.Lease(Mixed[2]), lease]);

        var anew = trials[1].Outcome.ShouldBeOfType<TrialOutcome.Succeeded>();
        anew.Warning.ShouldContain(folder.Combine("trial", "last.safetensors"));
        anew.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash);
        trials[..1].ShouldBeAsAlone();
    }

    [Fact]
    public void Pack_OnAMachineThatRefuses_ThrowsAndLeavesTheRestToBeInterrupted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("file"), "");
        var ended = new PackedTrial(SampleTrials.Lease(Mixed[0] with { Epochs = 1 }));
        var refused = new PackedTrial(SampleTrials.Lease(Mixed[1] with { Epochs = 2 }, folder: folder.Combine("file", "trial")));
        var other = new PackedTrial(SampleTrials.Lease(Mixed[2]));

        Should.Throw<SweepException>(() => PackedTrials.Train(ended, refused, other)).Kind.ShouldBe(SweepErrorKind.Environment);

        new[] { ended }.ShouldBeAsAlone();
        (refused.Outcome, other.Outcome).ShouldBe((null, null));
    }

    [Fact]
    public void Pack_WithNothingToTrainOn_FailsEachAndSaysWhichSettingIsWrong()
    {
        var configuration = Mixed[0] with { Data = new() { Dataset = SampleTrials.Glyphs, Split = new(SplitKind.First, 600) } };

        var trials = PackedTrials.Train([SampleTrials.Lease(configuration), SampleTrials.Lease(configuration)]);

        trials.ShouldAllBe(trial => trial.Outcome is TrialOutcome.Failed
            && ((TrialOutcome.Failed)trial.Outcome).Reason.StartsWith("split", StringComparison.Ordinal));
    }

    [Fact]
    public void Pack_StoppedBeforeItBegins_EndsInterrupted()
    {
        PackedTrial[] trials = [new(SampleTrials.Lease(Mixed[0])), new(SampleTrials.Lease(Mixed[1]))];
        foreach (var trial in trials)
            trial.Interrupt();

        PackedTrials.Train(trials);

        trials.ShouldAllBe(trial => trial.Outcome is TrialOutcome.Interrupted);
        trials.ShouldAllBe(trial => trial.Recorded.Reports.Count == 0);
    }

    [Fact]
    public void Rule_ForTrialsOfOneFeed_IsTheSame()
    {
        using var library = SampleTrials.Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System);
        var rule = trainer.PackOf(SampleTrials.Lease(Mixed[0]));

        rule.MaxTrials.ShouldBeGreaterThan(1);
        trainer.PackOf(SampleTrials.Lease(Mixed[2])).ShouldBe(rule);
        trainer.PackOf(SampleTrials.Lease(Mixed[0], seed: 2)).Key.ShouldNotBe(rule.Key);
        trainer.PackOf(SampleTrials.Lease(Mixed[0], seedIndex: 1)).Key.ShouldNotBe(rule.Key);
        trainer.PackOf(SampleTrials.Lease(Mixed[0] with { Batch = 33 })).Key.ShouldNotBe(rule.Key);
        trainer.PackOf(SampleTrials.Lease(Mixed[0] with { Data = Mixed[0].Data with { Split = SplitSettings.None } }))
            .Key.ShouldNotBe(rule.Key);
        trainer.PackOf(SampleTrials.Lease(SampleTrials.Configuration(1024, 1024))).ShouldBe(PackRule.Alone);
        var ordered = Mixed[0] with { Shuffle = false };
        trainer.PackOf(SampleTrials.Lease(ordered, seedIndex: 1)).ShouldBe(trainer.PackOf(SampleTrials.Lease(ordered)));
    }

    // A second passes at every look at the clock: a hint is given at every step.
    private sealed class EveryStepTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency);
    }
}
