using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SweepCluster.Model.Configurations;

/// <summary>Computes a hash that differs between configurations that train differently. A checkpoint carries it, so that it is never
/// continued under other settings. The epochs are left out: a trial that is extended stays the same trial. Whether the training images are
/// scored at the end is left out, too.</summary>
public static class ConfigurationHash
{
    /// <summary>SHA-256 of <see cref="CanonicalText"/> in UTF-8; 64 lower-case hexadecimal digits.</summary>
    public static string Compute(TrialConfiguration configuration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(configuration))));

    /// <summary>Every field but <see cref="TrialConfiguration.Epochs"/> and <see cref="TrialConfiguration.ScoresTraining"/>, one per line.
    /// Its form is fixed: a change would make all checkpoints unusable, so a new field may only add a line if it isn't at its
    /// default.</summary>
    internal static string CanonicalText(TrialConfiguration configuration)
    {
        var text = new StringBuilder();
        void Line(string name, params ReadOnlySpan<string> values) => text.Append(name).Append('=').AppendJoin(' ', values).Append('\n');

        var data = configuration.Data;
        Line("dataset", Uri.EscapeDataString(data.Dataset));
        Line("split", Text(data.Split.Kind), Text(data.Split.Count), Text(data.Split.Fraction));
        Line("scale", Text(data.Scale), Text(data.TestScale));
        foreach (var layer in configuration.Hidden)
            Line("layer", Text(layer.Width), ConfigurationNames.Activations.Name(layer.Activation));
        Line("init", Initializer(configuration.KernelInitializer));
        Line("bias_init", Initializer(configuration.BiasInitializer));
        Line("dropout", Text(configuration.Dropout));
        Line("l2", Text(configuration.L2));
        Line("clip", Text(configuration.ClipValue), Text(configuration.ClipNorm));
        var optimizer = configuration.Optimizer;
        Line("optimizer", ConfigurationNames.Optimizers.Name(optimizer.Kind), ConfigurationNames.Conventions.Name(optimizer.Convention),
            Text(optimizer.LearningRate), Text(optimizer.Momentum), Text(optimizer.Nesterov), Text(optimizer.Beta1), Text(optimizer.Beta2),
            Text(optimizer.Rho), Text(optimizer.Epsilon), Text(optimizer.WeightDecay), Text(optimizer.InitialAccumulator));
        var schedule = configuration.Schedule;
        Line("schedule", ConfigurationNames.Schedules.Name(schedule.Kind), Text(schedule.Gamma), Text(schedule.Every),
            Text(schedule.PerBatch),
            Text(schedule.Minimum), Text(schedule.WarmupEpochs));
        Line("batch", Text(configuration.Batch), Text(configuration.DropRemainder), Text(configuration.Shuffle));
        if (configuration.EarlyStopping is { } stopping)
            Line(
                "early_stopping", stopping.Metric.Name(), Text(stopping.Patience), Text(stopping.MinimumDelta), Text(stopping.RestoreBest));
        if (configuration.EarlyStopping is { IsReversed: true })
            Line("early_stopping_goal", "reversed");
        var checkpoints = configuration.Checkpoints;
        Line("checkpoints", Text(checkpoints.Last), Text(checkpoints.Best), Text(checkpoints.Every), checkpoints.BestMetric.Name());
        if (checkpoints.IsReversed)
            Line("checkpoints_goal", "reversed");
        if (configuration.RangeTest is { } range)
            Line("range_test", Text(range.Start), Text(range.Factor), Text(range.End), Text(range.Divergence), Text(range.Smoothing));
        return text.ToString();
    }

    private static string[] Initializer(InitializerSettings initializer) =>
        [ConfigurationNames.Initializers.Name(initializer.Kind), Text(initializer.Mean), Text(initializer.Deviation)];

    private static string Text(SplitKind kind) => kind switch
    {
        SplitKind.None => "none",
        SplitKind.First => "first",
        SplitKind.Last => "last",
        SplitKind.Fraction => "fraction",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown split."),
    };

    private static string Text(bool flag) => flag ? "true" : "false";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? number) => number is { } value ? (value + 0.0).ToString("R", CultureInfo.InvariantCulture) : "none";
}
