using System.Globalization;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Results.Text;

/// <summary>Lists a configuration with all defaults, as names and texts for people.</summary>
public static class ConfigurationFacts
{
    /// <param name="epochs">Number of epochs that it trains to, including extensions.</param>
    public static IEnumerable<(string Name, string Value)> List(TrialConfiguration configuration, int epochs)
    {
        var data = configuration.Data;
        yield return ("dataset", data.Dataset);
        yield return ("split", Split(data.Split));
        yield return ("scale", data.TestScale == data.Scale ? Text(data.Scale) : $"{Text(data.Scale)}, test images {Text(data.TestScale)}");
        yield return ("hidden", configuration.Hidden.Count == 0 ? "none" : string.Join(
            ", ", configuration.Hidden.Select(layer => $"{layer.Width} {ConfigurationNames.Activations.Name(layer.Activation)}")));
        yield return ("init", Initializer(configuration.KernelInitializer));
        yield return ("bias_init", Initializer(configuration.BiasInitializer));
        yield return ("dropout", Text(configuration.Dropout));
        yield return ("l2", Text(configuration.L2));
        yield return ("clip_value", Text(configuration.ClipValue));
        yield return ("clip_norm", Text(configuration.ClipNorm));
        foreach (var fact in Optimizer(configuration.Optimizer))
            yield return fact;
        yield return ("schedule", Schedule(configuration.Schedule));
        yield return (
            "epochs", epochs == configuration.Epochs ? Text(epochs) : $"{epochs}, of which {epochs - configuration.Epochs} were added");
        yield return (
            "batch", configuration.DropRemainder ? $"{configuration.Batch}, the last incomplete one left out" : Text(configuration.Batch));
        yield return ("shuffle", configuration.Shuffle ? "every epoch" : "no");
        if (configuration.EarlyStopping is { } stopping)
            yield return ("early_stopping", $"{stopping.Metric.Name()}, patience {stopping.Patience}, "
                + $"least change {Text(stopping.MinimumDelta)}{(stopping.RestoreBest ? ", restores the best" : "")}");
        if (configuration.RangeTest is { } range)
            yield return ("range_test", $"from {Text(range.Start)} by {Text(range.Factor)} to {Text(range.End)}");
    }

    private static IEnumerable<(string Name, string Value)> Optimizer(OptimizerSettings optimizer)
    {
        yield return ("optimizer", ConfigurationNames.Optimizers.Name(optimizer.Kind));
        yield return ("convention", ConfigurationNames.Conventions.Name(optimizer.Convention));
        yield return ("lr", Text(optimizer.LearningRate));
        (string Name, double Value)[] parameters =
        [
            ("momentum", optimizer.Momentum), ("beta1", optimizer.Beta1), ("beta2", optimizer.Beta2), ("rho", optimizer.Rho),
            ("eps", optimizer.Epsilon),
            ("weight_decay", optimizer.WeightDecay), ("initial_accumulator", optimizer.InitialAccumulator),
        ];
        foreach (var (name, value) in parameters.Where(parameter => parameter.Value != 0))
            yield return (name, Text(value));
        if (optimizer.Nesterov)
            yield return ("nesterov", "true");
    }

    private static string Schedule(ScheduleSettings schedule)
    {
        var warmup = schedule.WarmupEpochs > 0 ? $", warm-up of {Text(schedule.WarmupEpochs)} epochs" : "";
        return ConfigurationNames.Schedules.Name(schedule.Kind) + schedule.Kind switch
        {
            ScheduleKind.Constant => "",
            ScheduleKind.Step => $", times {Text(schedule.Gamma)} every {schedule.Every} epochs",
            ScheduleKind.Exponential => $", times {Text(schedule.Gamma)} in {schedule.Every} {(schedule.PerBatch ? "batches" : "epochs")}",
            ScheduleKind.Cosine => $", down to {Text(schedule.Minimum)} of the rate",
            _ => throw new ArgumentOutOfRangeException(nameof(schedule), schedule.Kind, "Unknown schedule."),
        } + warmup;
    }

    private static string Initializer(InitializerSettings initializer) => initializer.Kind == InitializerKind.Normal
        ? $"normal(mean={Text(initializer.Mean)}, std={Text(initializer.Deviation)})"
        : ConfigurationNames.Initializers.Name(initializer.Kind);

    private static string Split(SplitSettings split) => split.Kind switch
    {
        SplitKind.None => "none",
        SplitKind.First => $"the first {split.Count}",
        SplitKind.Last => $"the last {split.Count}",
        SplitKind.Fraction => $"the last {Text(100 * split.Fraction)} %",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split.Kind, "Unknown split."),
    };

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e') ?? "none";
}
