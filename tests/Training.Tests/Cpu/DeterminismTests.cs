using System.Diagnostics;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Same spec, same bits. The hashes are committed, so that every machine, build configuration and
/// instruction set must reproduce them.</summary>
public sealed class DeterminismTests
{
    private static readonly Dictionary<string, (TrialConfiguration Configuration, string Hash)> Cells = new()
    {
        ["adam"] = (SampleTrials.Configuration(50, 30), "24f50a379d81bed31cd1234ebe1ca499ef3efbdaf9da848a35a32bbc6b822b58"),
        ["gelu with dropout"] = (
            SampleTrials.Configuration(24) with { Hidden = [new(24, Activation.Gelu), new(40, Activation.Tanh)], Dropout = 0.3 },
            "37ded43d248e01d280c13364481ae945c62c5bb19556cb4ee5c855c96f08d6f9"),
        ["momentum within a norm"] = (
            SampleTrials.Configuration(33) with
            {
                Hidden = [new(33, Activation.Softplus), new(7, Activation.Selu)],
                Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.PyTorch) with
                {
                    LearningRate = 0.1,
                    Momentum = 0.9,
                },
                ClipNorm = 0.5,
                L2 = 1e-4,
            },
            "d5476d460e6f63aa353c737468e1552f39aa37f0e7a7fc99d5a121b890aa95e3"),
        ["large batch"] = (
            SampleTrials.Configuration(16, 16) with { Batch = 300, Hidden = [new(16, Activation.Sigmoid), new(16, Activation.Elu)] },
            "b8d78f1d26f4487b99a9ff30f05f99327b071537acddbe32a0d5623cde051fd3"),
        ["nadam from normal weights"] = (
            SampleTrials.Configuration(20) with
            {
                KernelInitializer = new(InitializerKind.Normal),
                BiasInitializer = new(InitializerKind.Normal),
                Optimizer = OptimizerDefaults.Create(OptimizerKind.Nadam, OptimizerConvention.Keras),
                Schedule = new(ScheduleKind.Cosine, Minimum: 0.1, WarmupEpochs: 1),
            },
            "e9dfba99b964d0c2e74b69280c4de07dab9557bccef577fdde166b8a86e02b16"),
    };

    public static TheoryData<string> Names() => [.. Cells.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_AreTheCommittedBits(string cell) =>
        SampleTrials.Succeed(SampleTrials.Lease(Cells[cell].Configuration)).Metrics.WeightsHash.ShouldBe(Cells[cell].Hash);

    [IntegrationTheory]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    [InlineData("DOTNET_TieredPGO", "1")]
    public async Task Weights_InAProcessWithOtherInstructions_AreTheCommittedBits(string variable, string value)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SweepCluster.Training.Tests.dll");
        var start = new ProcessStartInfo("dotnet", [program, "-method", $"*.{nameof(Weights_AreTheCommittedBits)}"]);
        start.Environment[variable] = value;
        var (code, output, error) = await ChildProcess.RunAsync(start);

        code.ShouldBe(0, output + error);
        output.ShouldContain($"Total: {Cells.Count}, Errors: 0, Failed: 0");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trial_OnEveryRegisterWidth_GivesTheSameBits(string cell)
    {
        var lease = SampleTrials.Lease(Cells[cell].Configuration);
        var (narrow, middle, wide) = (new Recorder(), new Recorder(), new Recorder());

        var first = SampleTrials.Succeed(lease, narrow, new CpuEngine<Lanes128>());
        var second = SampleTrials.Succeed(lease, middle, new CpuEngine<Lanes256>());
        var third = SampleTrials.Succeed(lease, wide, new CpuEngine<Lanes512>());

        Timeless(second).ShouldBe(Timeless(first));
        Timeless(third).ShouldBe(Timeless(first));
        middle.Timeless.ShouldBe(narrow.Timeless);
        wide.Timeless.ShouldBe(narrow.Timeless);
    }

    [Fact]
    public async Task Trials_BesideOthers_GiveTheSameBitsAsAlone()
    {
        var leases = Enumerable.Range(0, 8)
            .Select(i => SampleTrials.Lease(SampleTrials.Configuration(20 + (i / 4 * 13)), seedIndex: i % 4))
            .ToArray();
        var alone = leases.Select(lease => Timeless(SampleTrials.Succeed(lease))).ToArray();
        using var library = SampleTrials.Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System);

        var beside = await Task.WhenAll(leases.Select(lease => Task.Factory.StartNew(
            () => trainer.Train(lease, new Recorder(), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning, TaskScheduler.Default))).WithinDeadlineAsync("the trials to end");

        beside.Select(outcome => Timeless(outcome.ShouldBeOfType<TrialOutcome.Succeeded>())).ShouldBe(alone);
        alone.Select(metrics => metrics.WeightsHash).Distinct().Count().ShouldBe(leases.Length);
    }

    [Theory]
    [InlineData("adam", 1)]
    [InlineData("adam", 17)]
    [InlineData("gelu with dropout", 20)]
    [InlineData("momentum within a norm", 5)]
    [InlineData("nadam from normal weights", 33)]
    public void Trial_InterruptedAnywhereAndResumed_GivesTheBitsOfOneGo(string cell, int minibatches)
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Cells[cell].Configuration, folder: folder.Combine("trial"));
        var undisturbed = new Recorder();
        var expected = SampleTrials.Succeed(lease with { CheckpointFolder = null }, undisturbed);
        var interruptions = 0;
        var position = 0.0;
        var (outcome, recorded) = Attempt();
        for (; outcome is TrialOutcome.Interrupted; (outcome, recorded) = Attempt())
            interruptions++;

        interruptions.ShouldBeGreaterThan(0);
        Timeless(outcome.ShouldBeOfType<TrialOutcome.Succeeded>()).ShouldBe(Timeless(expected));
        recorded.Timeless.ShouldBe(undisturbed.Timeless);

        (TrialOutcome, Recorder) Attempt()
        {
            using var stop = new CancellationTokenSource();
            using var library = SampleTrials.Library();
            using var trainer = new CpuTrainer(library, new EveryStepTime());
            var (hints, before) = (0, position);
            var recorder = new Recorder
            {
                OnProgress = progress =>
                {
                    position = progress.Epoch - 1 + ((double)progress.Samples / progress.SamplesPerEpoch);
                    if (++hints == minibatches)
                        stop.Cancel();
                },
            };
            var outcome = trainer.Train(lease, recorder, stop.Token);
            recorder.RestoredEpochs.ShouldBe(before, 1e-9, "It continues where the earlier attempt was interrupted.");
            return (outcome, recorder);
        }
    }

    [Fact]
    public void Trial_StoppedByItsObserverAndResumed_GivesTheBitsOfOneGo()
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Cells["adam"].Configuration, folder: folder.Combine("trial"));
        var expected = SampleTrials.Succeed(lease with { CheckpointFolder = null });

        SampleTrials.Train(lease, new Recorder(stopAfter: 2), stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Interrupted>();
        var resumed = new Recorder();
        var outcome = SampleTrials.Succeed(lease, resumed);

        resumed.RestoredEpochs.ShouldBe(2);
        Timeless(outcome).ShouldBe(Timeless(expected));
        resumed.Reports.Select(report => report.Epoch).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Trial_Extended_GivesTheBitsOfOneGo()
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Cells["adam"].Configuration, folder: folder.Combine("trial"));
        var expected = SampleTrials.Succeed(lease with { EpochTarget = 5, CheckpointFolder = null });

        SampleTrials.Succeed(lease);
        var extended = SampleTrials.Succeed(lease with { EpochTarget = 5 });

        Timeless(extended).ShouldBe(Timeless(expected));
    }

    [Fact]
    public void Trials_OfOtherSeedOrRepeat_Differ()
    {
        var configuration = SampleTrials.Configuration(10);
        var hashes = new[]
        {
            SampleTrials.Lease(configuration),
            SampleTrials.Lease(configuration, seed: 2),
            SampleTrials.Lease(configuration, seedIndex: 1),
        }
            .Select(lease => SampleTrials.Succeed(lease).Metrics.WeightsHash);

        hashes.ShouldBeUnique();
    }

    private static FinalMetrics Timeless(TrialOutcome.Succeeded outcome) =>
        outcome.Metrics with { Report = outcome.Metrics.Report with { Seconds = 0 } };

    // A second passes at every look at the clock: a hint is given at every step.
    private sealed class EveryStepTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency);
    }
}
