using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>Trials that are trained together come to what each comes to alone.</summary>
public sealed class StackTests
{
    // 112 steps.
    private const int Epochs = 7;

    public static TheoryData<OptimizerKind, bool> Optimizers() => new()
    {
        { OptimizerKind.Adam, false },
        { OptimizerKind.Adam, true },
        { OptimizerKind.Sgd, false },
        { OptimizerKind.Nadam, false },
        { OptimizerKind.RmsProp, false },
    };

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Pack_OfTrialsThatDifferInAllTheyMay_EqualsSoloRuns(OptimizerKind kind, bool dropout)
    {
        using var folder = new TemporaryFolder();
        TrialConfiguration Configuration(int index)
        {
            var optimizer = OptimizerDefaults.Create(kind, OptimizerConvention.Keras);
            return Trials.Configuration(20, 10) with
            {
                Epochs = Epochs,
                Optimizer = optimizer with
                {
                    LearningRate = optimizer.LearningRate * (index + 1),
                    Epsilon = kind == OptimizerKind.RmsProp ? 1e-4 : optimizer.Epsilon,
                },
                Dropout = dropout ? 0.1 * (index + 1) : 0,
                L2 = index == 1 ? 1e-3 : 0,
                ClipValue = index == 2 ? 0.01 : null,
                ClipNorm = index == 3 ? 0.5 : null,
                Schedule = index == 0 ? ScheduleSettings.Constant : new(ScheduleKind.Exponential, 0.9),
                Shuffle = index != 4,
                KernelInitializer = new(index == 2 ? InitializerKind.HeUniform : InitializerKind.GlorotUniform),
            };
        }

        TrialLease Lease(int index, string name) =>
            Trials.Lease(Configuration(index), seed: (ulong)index / 2, seedIndex: index % 2, folder: folder.Combine($"{name}-{index}"));
        var pack = Enumerable.Range(0, 5).Select(index => new PackedTrial(Lease(index, "pack"))).ToArray();

        TorchRig.TrainPack(pack);

        for (var index = 0; index < pack.Length; index++)
        {
            var solo = new PackedTrial(Lease(index, "solo"));
            TorchRig.Succeed(solo.Lease, solo);
            Trials.Distance(
                Trials.Weights(pack[index].Lease.CheckpointFolder!, pack[index].Lease.Configuration),
                Trials.Weights(solo.Lease.CheckpointFolder!, solo.Lease.Configuration)).ShouldBeLessThan(1e-5, $"trial {index}");
            pack[index].Reports.Count.ShouldBe(Epochs);
            foreach (var (one, other) in pack[index].Reports.Zip(solo.Reports))
            {
                one.TrainLoss.ShouldBe(other.TrainLoss, 1e-5 * other.TrainLoss);
                one.ValidationLoss!.Value.ShouldBe(other.ValidationLoss!.Value, 1e-5 * other.ValidationLoss.Value);
                one.LearningRate.ShouldBe(other.LearningRate);
            }
        }
    }

    [TorchFact]
    public void Pack_OfTrialsThatShareTheirMinibatches_EqualsSoloRuns()
    {
        var configurations = Enumerable.Range(1, 3).Select(index => Trials.Configuration(16) with
        {
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.Keras) with { LearningRate = 0.001 * index },
        }).ToArray();
        var pack = configurations.Select(configuration => new PackedTrial(Trials.Lease(configuration))).ToArray();

        TorchRig.TrainPack(pack);

        foreach (var trial in pack)
        {
            var solo = new PackedTrial(trial.Lease);
            TorchRig.Succeed(trial.Lease, solo);
            trial.Reports[^1].TrainLoss.ShouldBe(solo.Reports[^1].TrainLoss, 1e-5);
        }
    }

    [TorchFact]
    public void Pack_WhoseTrialsEndAtDifferentTimes_TrainsEachToItsEnd()
    {
        using var stop = new CancellationTokenSource();
        using var folder = new TemporaryFolder();
        var sgd = OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.Keras);
        var configuration = Trials.Configuration(16) with { Epochs = 6 };
        var bouncing = configuration with
        {
            Optimizer = sgd with { LearningRate = 0.5 },
            EarlyStopping = new(Metric.ValidationLoss, Patience: 1, MinimumDelta: 0, RestoreBest: true),
        };
        PackedTrial[] pack =
        [
            new(Trials.Lease(configuration)),
            new(Trials.Lease(configuration, seed: 2, epochs: 2)),
            new(Trials.Lease(configuration with { Optimizer = sgd with { LearningRate = 1e38 } }, seed: 3)),
            new(Trials.Lease(bouncing, seed: 4)),
            new(Trials.Lease(configuration, seed: 5, folder: folder.Combine("refused")), stopAfter: 3),
            new(Trials.Lease(configuration, seed: 6, folder: folder.Combine("stopped"))) { Stop = stop.Token },
        ];
        var epochs = 0;

        TorchRig.TrainPack(pack, _ =>
        {
            // Once when the stack is made, then before each epoch.
            if (++epochs == 5)
                stop.Cancel();
        });

        pack[0].Success.Metrics.Report.Epoch.ShouldBe(6);
        pack[1].Success.StoppedEarly.ShouldBeFalse();
        pack[1].Reports.Count.ShouldBe(2);
        pack[2].Outcome.ShouldBeOfType<TrialOutcome.Diverged>().Epoch.ShouldBe(1);
        pack[3].Success.StoppedEarly.ShouldBeTrue();
        pack[3].Success.Metrics.Report.ShouldBe(pack[3].Reports.MinBy(report => report.ValidationLoss));
        pack[4].Outcome.ShouldBeOfType<TrialOutcome.Interrupted>();
        pack[4].Reports.Count.ShouldBe(3);
        pack[5].Outcome.ShouldBeOfType<TrialOutcome.Interrupted>();
        foreach (var left in pack[4..])
            File.Exists(Path.Combine(left.Lease.CheckpointFolder!, "last.safetensors")).ShouldBeTrue();
        var solo = new PackedTrial(pack[0].Lease);
        TorchRig.Succeed(solo.Lease, solo);
        pack[0].Reports[^1].TrainLoss.ShouldBe(solo.Reports[^1].TrainLoss, 1e-5);
    }

    [TorchFact]
    public void PackOf_TrialsThatOnlyDifferInNumbers_HasOneKey()
    {
        using var library = Trials.Library();
        var trainer = TorchRig.Create(library);
        using var disposing = trainer as IDisposable;
        var configuration = Trials.Configuration(16);
        var adam = configuration.Optimizer;

        var key = Key(configuration);

        key.ShouldNotBeNull();
        Key(configuration with
        {
            Optimizer = adam with { LearningRate = 0.1, Epsilon = 1e-3 },
            L2 = 1,
            ClipNorm = 1,
            Epochs = 99,
            Shuffle = false,
        })
            .ShouldBe(key);
        Key(configuration with { Batch = 33 }).ShouldNotBe(key);
        Key(configuration with { Dropout = 0.1 }).ShouldNotBe(key);
        Key(configuration with { Hidden = [new(17, Activation.Relu)] }).ShouldNotBe(key);
        Key(configuration with { Hidden = [new(16, Activation.Tanh)] }).ShouldNotBe(key);
        Key(configuration with { Optimizer = OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.PyTorch) }).ShouldNotBe(key);

        object? Key(TrialConfiguration changed) => trainer.PackOf(Trials.Lease(changed)).Key;
    }

    [TorchFact]
    public void PackOf_ANetworkThatFillsAProcessor_IsAlone()
    {
        using var library = Trials.Library();
        var trainer = TorchRig.Create(library);
        using var disposing = trainer as IDisposable;

        trainer.PackOf(Trials.Lease(Trials.Configuration(300, 100) with { Batch = 100 })).ShouldBe(PackRule.Alone);
    }
}
