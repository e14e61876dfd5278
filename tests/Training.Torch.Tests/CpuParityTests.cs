using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>The same trial on both trainers: the same formulas and random numbers, so that only rounding differs.</summary>
public sealed class CpuParityTests
{
    // 112 steps.
    private const int Epochs = 7;

    public static TheoryData<string> Cases() => [.. Variants.Keys];

    private static readonly Dictionary<string, Func<TrialConfiguration, TrialConfiguration>> Variants = new()
    {
        ["linear"] = Activate(Activation.Linear),
        ["relu"] = Activate(Activation.Relu),
        ["leaky relu"] = Activate(Activation.LeakyRelu),
        ["elu"] = Activate(Activation.Elu),
        ["selu"] = Activate(Activation.Selu),
        ["gelu"] = Activate(Activation.Gelu),
        ["softplus"] = Activate(Activation.Softplus),
        ["tanh"] = Activate(Activation.Tanh),
        ["sigmoid"] = Activate(Activation.Sigmoid),
        ["sgd"] = Optimize(OptimizerKind.Sgd, OptimizerConvention.Keras),
        ["momentum, keras"] = Optimize(OptimizerKind.Sgd, OptimizerConvention.Keras, optimizer => optimizer with { Momentum = 0.9 }),
        ["momentum, pytorch"] = Optimize(
            OptimizerKind.Sgd, OptimizerConvention.PyTorch, optimizer => optimizer with { Momentum = 0.9, LearningRate = 0.01 }),
        ["nesterov, keras"] = Optimize(
            OptimizerKind.Sgd, OptimizerConvention.Keras, optimizer => optimizer with { Momentum = 0.9, Nesterov = true }),
        ["nesterov, tf1"] = Optimize(
            OptimizerKind.Sgd, OptimizerConvention.Tf1, optimizer => optimizer with { Momentum = 0.9, Nesterov = true }),
        ["adam, pytorch"] = Optimize(OptimizerKind.Adam, OptimizerConvention.PyTorch),
        ["adamw, keras"] = Optimize(OptimizerKind.AdamW, OptimizerConvention.Keras),
        ["adamw, pytorch"] = Optimize(OptimizerKind.AdamW, OptimizerConvention.PyTorch),
        ["nadam, keras"] = Optimize(OptimizerKind.Nadam, OptimizerConvention.Keras),
        ["nadam, pytorch"] = Optimize(
            OptimizerKind.Nadam, OptimizerConvention.PyTorch, optimizer => optimizer with { LearningRate = 0.001 }),
        ["rmsprop, keras"] = Optimize(OptimizerKind.RmsProp, OptimizerConvention.Keras, optimizer => optimizer with { Epsilon = 1e-4 }),
        ["rmsprop, tf1"] = Optimize(OptimizerKind.RmsProp, OptimizerConvention.Tf1),
        ["rmsprop with momentum, keras"] = Optimize(
            OptimizerKind.RmsProp, OptimizerConvention.Keras, optimizer => optimizer with { Momentum = 0.5, Epsilon = 1e-4 }),
        ["rmsprop with momentum, pytorch"] = Optimize(
            OptimizerKind.RmsProp, OptimizerConvention.PyTorch,
            optimizer => optimizer with { Momentum = 0.5, LearningRate = 0.001, Epsilon = 1e-3 }),
        ["adagrad, keras"] = Optimize(OptimizerKind.Adagrad, OptimizerConvention.Keras),
        ["adagrad, pytorch"] = Optimize(OptimizerKind.Adagrad, OptimizerConvention.PyTorch, optimizer => optimizer with { Epsilon = 1e-4 }),
        ["adadelta, keras"] = Optimize(OptimizerKind.Adadelta, OptimizerConvention.Keras),
        ["adadelta, pytorch"] = Optimize(
            OptimizerKind.Adadelta, OptimizerConvention.PyTorch, optimizer => optimizer with { LearningRate = 0.1 }),
        ["dropout"] = configuration => configuration with { Dropout = 0.3 },
        ["l2"] = configuration => configuration with { L2 = 1e-3 },
        ["clip_value"] = configuration =>
            configuration with { ClipValue = 1e-3, Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras) },
        ["clip_norm"] = configuration => configuration with
        {
            ClipNorm = 0.1,
            L2 = 1e-3,
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras),
        },
        ["dropped remainder, unshuffled"] = configuration => configuration with { DropRemainder = true, Shuffle = false },
        ["cosine after warm-up"] = configuration =>
            configuration with { Schedule = new(ScheduleKind.Cosine, Minimum: 0.1, WarmupEpochs: 1.5) },
        ["first images held out, other scale"] = configuration =>
            configuration with { Data = configuration.Data with { Split = new(SplitKind.First, 90), Scale = 128, TestScale = 64 } },
        ["normal biases"] = configuration => configuration with
        {
            BiasInitializer = new(InitializerKind.Normal, 0.1, 0.01),
            KernelInitializer = new(InitializerKind.HeNormal),
        },
        ["no hidden layer"] = configuration => configuration with { Hidden = [] },
        ["no validation"] = configuration => configuration with { Data = configuration.Data with { Split = SplitSettings.None } },
    };

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void Train_OnEitherTrainer_ComesToTheSame(string variant)
    {
        using var folder = new TemporaryFolder();
        var configuration = Variants[variant](Trials.Configuration(24, 12) with { Epochs = Epochs });
        var (cpu, torch) =
            (Trials.Lease(configuration, folder: folder.Combine("cpu")), Trials.Lease(configuration, folder: folder.Combine("torch")));
        var (cpuTrial, torchTrial) = (new PackedTrial(cpu), new PackedTrial(torch));

        var expected = Trials.TrainOnCpu(cpu, cpuTrial).ShouldBeOfType<TrialOutcome.Succeeded>().Metrics;
        var actual = TorchRig.Succeed(torch, torchTrial).Metrics;

        Trials.Distance(Trials.Weights(cpu.CheckpointFolder!, configuration), Trials.Weights(torch.CheckpointFolder!, configuration))
            .ShouldBeLessThan(1e-4);
        actual.TestLoss.ShouldBe(expected.TestLoss, 1e-4 * expected.TestLoss);
        actual.TestAccuracy.ShouldBe(expected.TestAccuracy, 0.0101);
        actual.Parameters.ShouldBe(expected.Parameters);
        torchTrial.Reports.Count.ShouldBe(Epochs);
        foreach (var (left, right) in cpuTrial.Reports.Zip(torchTrial.Reports))
        {
            right.TrainLoss.ShouldBe(left.TrainLoss, 1e-4 * left.TrainLoss);
            right.TrainAccuracy.ShouldBe(left.TrainAccuracy, 0.005);
            right.LearningRate.ShouldBe(left.LearningRate);
            right.Samples.ShouldBe(left.Samples);
            right.ValidationLoss.HasValue.ShouldBe(left.ValidationLoss.HasValue);
            if (left.ValidationLoss is { } loss)
                right.ValidationLoss!.Value.ShouldBe(loss, 1e-4 * loss);
        }
    }

    private static Func<TrialConfiguration, TrialConfiguration> Activate(Activation activation) => configuration => configuration with
    {
        Hidden = configuration.Hidden.Select(layer => layer with { Activation = activation }).ToEquatableArray(),
    };

    private static Func<TrialConfiguration, TrialConfiguration> Optimize(
        OptimizerKind kind, OptimizerConvention convention, Func<OptimizerSettings, OptimizerSettings>? change = null) => configuration =>
        configuration with { Optimizer = (change ?? (optimizer => optimizer))(OptimizerDefaults.Create(kind, convention)) };
}
