using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ConfigurationResolverTests
{
    [Fact]
    public void Resolve_NothingSet_TakesTheDefaults()
    {
        var configuration = Resolve("");

        configuration.ShouldBe(new TrialConfiguration
        {
            Data = new() { Dataset = "mnist", Split = SplitSettings.None },
            Hidden = [new(128, Activation.Relu)],
            KernelInitializer = new(InitializerKind.GlorotUniform),
            BiasInitializer = new(InitializerKind.Zeros),
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.001, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-7 },
            Schedule = ScheduleSettings.Constant,
            Epochs = 5,
            Batch = 32,
            Checkpoints = new(Last: true, Best: false, Every: 0, Metric.TrainAccuracy),
        });
    }

    [Fact]
    public void Resolve_EverythingSet_ReachesTheConfiguration()
    {
        var configuration = Resolve("""
            hidden: [30, 20, 10]
            activation: [relu, leaky_relu]
            init: {name: normal, std: 0.5}
            bias_init: {name: normal, mean: 1}
            dropout: 0.1
            l2: 0.01
            epochs: 7
            batch: 64
            drop_remainder: true
            shuffle: false
            clip_value: 2
            clip_norm: 3
            optimizer: {name: sgd, nesterov: true}
            lr: 0.5
            momentum: 0.9
            convention: pytorch
            schedule: {name: exponential, gamma: 0.9, every: 10, per_batch: true, warmup_epochs: 0.5}
            """.Replace("\n", "\n  ", StringComparison.Ordinal));

        configuration.Hidden.ShouldBe([new(30, Activation.Relu), new(20, Activation.LeakyRelu), new(10, Activation.LeakyRelu)]);
        configuration.KernelInitializer.ShouldBe(new(InitializerKind.Normal, 0, 0.5));
        configuration.BiasInitializer.ShouldBe(new(InitializerKind.Normal, 1, 1));
        (configuration.Dropout, configuration.L2, configuration.ClipValue, configuration.ClipNorm).ShouldBe((0.1, 0.01, 2, 3));
        (configuration.Epochs, configuration.Batch, configuration.DropRemainder, configuration.Shuffle).ShouldBe((7, 64, true, false));
        configuration.Optimizer.ShouldBe(new()
        {
            Kind = OptimizerKind.Sgd,
            Convention = OptimizerConvention.PyTorch,
            LearningRate = 0.5,
            Momentum = 0.9,
            Nesterov = true,
        });
        configuration.Schedule.ShouldBe(new(ScheduleKind.Exponential, 0.9, 10, PerBatch: true, WarmupEpochs: 0.5));
    }

    [Theory]
    [InlineData("constant", ScheduleKind.Constant, 1, 1, 0, 0)]
    [InlineData("{name: constant, warmup_epochs: 2}", ScheduleKind.Constant, 1, 1, 0, 2)]
    [InlineData("{name: step, gamma: 0.5, every: 3}", ScheduleKind.Step, 0.5, 3, 0, 0)]
    [InlineData("{name: exponential, gamma: 1.005}", ScheduleKind.Exponential, 1.005, 1, 0, 0)]
    [InlineData("{name: cosine, minimum: 0.1, warmup_epochs: 1}", ScheduleKind.Cosine, 1, 1, 0.1, 1)]
    public void Resolve_Schedule_OfEveryKind(string written, ScheduleKind kind, double gamma, int every, double minimum, double warmup) =>
        Resolve($"schedule: {written}").Schedule.ShouldBe(new(kind, gamma, every, PerBatch: false, minimum, warmup));

    // lr, rho, eps, decay, initial accumulator; betas are .9 and .999 wherever they exist.
    [Theory]
    [InlineData("sgd", "keras", 0.01, 0, 0, 0, 0)]
    [InlineData("sgd", "tf1", 0.01, 0, 0, 0, 0)]
    [InlineData("sgd", "pytorch", 0.001, 0, 0, 0, 0)]
    [InlineData("adam", "keras", 0.001, 0, 1e-7, 0, 0)]
    [InlineData("adam", "tf1", 0.001, 0, 1e-8, 0, 0)]
    [InlineData("adam", "pytorch", 0.001, 0, 1e-8, 0, 0)]
    [InlineData("adamw", "keras", 0.001, 0, 1e-7, 0.004, 0)]
    [InlineData("adamw", "pytorch", 0.001, 0, 1e-8, 0.01, 0)]
    [InlineData("rmsprop", "keras", 0.001, 0.9, 1e-7, 0, 0)]
    [InlineData("rmsprop", "tf1", 0.001, 0.9, 1e-10, 0, 1)]
    [InlineData("rmsprop", "pytorch", 0.01, 0.99, 1e-8, 0, 0)]
    [InlineData("adagrad", "keras", 0.001, 0, 1e-7, 0, 0.1)]
    [InlineData("adagrad", "tf1", 0.001, 0, 0, 0, 0.1)]
    [InlineData("adagrad", "pytorch", 0.01, 0, 1e-10, 0, 0)]
    [InlineData("adadelta", "keras", 0.001, 0.95, 1e-7, 0, 0)]
    [InlineData("adadelta", "tf1", 0.001, 0.95, 1e-8, 0, 0)]
    [InlineData("adadelta", "pytorch", 1, 0.9, 1e-6, 0, 0)]
    [InlineData("nadam", "keras", 0.001, 0, 1e-7, 0, 0)]
    [InlineData("nadam", "pytorch", 0.002, 0, 1e-8, 0, 0)]
    public void Resolve_Optimizer_HasTheDefaultsOfItsConvention(
        string optimizer, string convention, double rate, double rho, double epsilon, double decay, double accumulator)
    {
        var settings = Resolve($"{{optimizer: {optimizer}, convention: {convention}}}").Optimizer;

        var hasBetas = optimizer is "adam" or "adamw" or "nadam";
        settings.ShouldBe(new()
        {
            Kind = ConfigurationNames.Optimizers.Value(optimizer),
            Convention = ConfigurationNames.Conventions.Value(convention),
            LearningRate = rate,
            Beta1 = hasBetas ? 0.9 : 0,
            Beta2 = hasBetas ? 0.999 : 0,
            Rho = rho,
            Epsilon = epsilon,
            WeightDecay = decay,
            InitialAccumulator = accumulator,
        });
    }

    // Base, then the one explicit configuration; the rate and convention that come of it.
    [Theory]
    [InlineData("{optimizer: {name: sgd, lr: 1}}", "{}", 1, "keras")]
    [InlineData("{optimizer: {name: sgd, lr: 1}}", "{lr: 2}", 2, "keras")]
    [InlineData("{lr: 1}", "{optimizer: {name: sgd, lr: 2}}", 2, "keras")]
    [InlineData("{lr: 1}", "{optimizer: sgd}", 1, "keras")]
    [InlineData("{optimizer: {name: sgd, lr: 1, convention: tf1}}", "{optimizer: adam}", 0.001, "keras")]
    [InlineData("{optimizer: {name: sgd, convention: tf1}}", "{lr: 3}", 3, "tf1")]
    [InlineData("{convention: tf1}", "{optimizer: {name: nadam, convention: pytorch}}", 0.002, "pytorch")]
    public void Resolve_OptimizerInBaseAndAbove_TheNearerCounts(string below, string above, double rate, string convention)
    {
        var optimizer = Resolve(below, above).Optimizer;

        (optimizer.LearningRate, ConfigurationNames.Conventions.Name(optimizer.Convention)).ShouldBe((rate, convention));
    }

    [Theory]
    [InlineData("{width: 5, depth: 2}", "{}", "5-5")]
    [InlineData("{width: 5, depth: 2}", "{hidden: [7]}", "7")]
    [InlineData("{width: 5, depth: 2}", "{hidden: []}", "")]
    [InlineData("{hidden: [7, 8]}", "{width: 5, depth: 3}", "5-5-5")]
    [InlineData("{width: 5}", "{depth: 3}", "5-5-5")]
    [InlineData("{depth: 2}", "{}", "128-128")]
    public void Resolve_NetworkInBaseAndAbove_TheNearerCounts(string below, string above, string widths) =>
        string.Join("-", Resolve(below, above).Hidden.Select(layer => layer.Width)).ShouldBe(widths);

    [Fact]
    public void Resolve_ContradictingSettings_SaysWhich() =>
        Should.Throw<SweepException>(() => ConfigurationResolver.Resolve(
            Specs.Quick(), [new("optimizer", new SettingValue.Choice("adam", [])), new("momentum", new SettingValue.Number(0.9))]))
            .Message.ShouldContain("The optimizer adam has no 'momentum'");

    [Fact]
    public void Resolve_SweepWideSettings_AreTakenOver()
    {
        var spec = Specs.Read("name: x\ndataset: mnist\nsplit: {last: 5}\nearly_stopping: {patience: 2}\ncheckpoints: {best: true}\n");
        var configuration = ConfigurationResolver.Resolve(spec, []);

        configuration.EarlyStopping.ShouldBe(new(Metric.ValidationLoss, 2, 0, RestoreBest: false));
        configuration.Checkpoints.ShouldBe(new(Last: true, Best: true, Every: 0, Metric.ValidationAccuracy));
        configuration.Data.ShouldBe(spec.Data);
    }

    private static TrialConfiguration Resolve(string below, string above = "{}")
    {
        var given = below.Length == 0 ? "" : $"base:\n  {below}\n";
        var spec = Specs.Read($"name: x\ndataset: mnist\n{given}configurations:\n- {above}\n");
        return ConfigurationResolver.Resolve(spec, spec.Configurations[0]);
    }
}
