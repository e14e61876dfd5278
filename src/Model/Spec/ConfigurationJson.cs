using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>Writes a configuration as one JSON object in the words of specs, with every default filled in. Checkpoints and exported models
/// carry it, so that a file alone says how its weights came about.</summary>
public static class ConfigurationJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Settings that a configuration doesn't have, such as the momentum of Adam, are left out.</summary>
    /// <returns>One line; the same configuration gives the same text.</returns>
    public static string Write(TrialConfiguration configuration)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteImages(json, configuration.Data);
            WriteNetwork(json, configuration);
            WriteTraining(json, configuration);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteImages(Utf8JsonWriter json, DataSettings data)
    {
        json.WriteString("dataset", data.Dataset);
        switch (data.Split.Kind)
        {
            case SplitKind.None:
                json.WriteString("split", "none");
                break;
            case SplitKind.First or SplitKind.Last:
                json.WriteStartObject("split");
                json.WriteNumber(data.Split.Kind == SplitKind.First ? "first" : "last", data.Split.Count);
                json.WriteEndObject();
                break;
            case SplitKind.Fraction:
                json.WriteStartObject("split");
                json.WriteNumber("fraction", data.Split.Fraction);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(data), data.Split.Kind, "Unknown split.");
        }

        json.WriteNumber("scale", data.Scale);
        json.WriteNumber("test_scale", data.TestScale);
    }

    private static void WriteNetwork(Utf8JsonWriter json, TrialConfiguration configuration)
    {
        json.WriteStartArray(SettingNames.Hidden);
        foreach (var layer in configuration.Hidden)
            json.WriteNumberValue(layer.Width);
        json.WriteEndArray();
        json.WriteStartArray(SettingNames.Activation);
        foreach (var layer in configuration.Hidden)
            json.WriteStringValue(ConfigurationNames.Activations.Name(layer.Activation));
        json.WriteEndArray();
        WriteInitializer(json, SettingNames.Init, configuration.KernelInitializer);
        WriteInitializer(json, SettingNames.BiasInit, configuration.BiasInitializer);
    }

    private static void WriteTraining(Utf8JsonWriter json, TrialConfiguration configuration)
    {
        json.WriteNumber(SettingNames.Dropout, configuration.Dropout);
        json.WriteNumber(SettingNames.L2, configuration.L2);
        WriteLimit(json, SettingNames.ClipValue, configuration.ClipValue);
        WriteLimit(json, SettingNames.ClipNorm, configuration.ClipNorm);
        json.WriteNumber(SettingNames.Epochs, configuration.Epochs);
        json.WriteNumber(SettingNames.Batch, configuration.Batch);
        json.WriteBoolean(SettingNames.DropRemainder, configuration.DropRemainder);
        json.WriteBoolean(SettingNames.Shuffle, configuration.Shuffle);
        WriteOptimizer(json, configuration.Optimizer);
        WriteSchedule(json, configuration.Schedule);
        if (configuration.EarlyStopping is { } stopping)
        {
            json.WriteStartObject("early_stopping");
            json.WriteString("metric", stopping.Metric.Name());
            json.WriteNumber("patience", stopping.Patience);
            json.WriteNumber("min_delta", stopping.MinimumDelta);
            json.WriteBoolean("restore_best", stopping.RestoreBest);
            json.WriteEndObject();
        }

        if (configuration.RangeTest is not { } range)
            return;
        json.WriteStartObject("range");
        json.WriteNumber("start", range.Start);
        json.WriteNumber("factor", range.Factor);
        json.WriteNumber("end", range.End);
        WriteLimit(json, "divergence", range.Divergence);
        json.WriteNumber("smoothing", range.Smoothing);
        json.WriteEndObject();
    }

    private static void WriteInitializer(Utf8JsonWriter json, string name, InitializerSettings initializer)
    {
        var kind = ConfigurationNames.Initializers.Name(initializer.Kind);
        if (initializer.Kind != InitializerKind.Normal)
        {
            json.WriteString(name, kind);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("name", kind);
        json.WriteNumber("mean", initializer.Mean);
        json.WriteNumber("std", initializer.Deviation);
        json.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter json, string name, double? limit)
    {
        if (limit is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteString(name, "none");
    }

    private static void WriteOptimizer(Utf8JsonWriter json, OptimizerSettings optimizer)
    {
        json.WriteStartObject(SettingNames.Optimizer);
        json.WriteString("name", ConfigurationNames.Optimizers.Name(optimizer.Kind));
        json.WriteString(SettingNames.Convention, ConfigurationNames.Conventions.Name(optimizer.Convention));
        json.WriteNumber(SettingNames.LearningRate, optimizer.LearningRate);
        Parameter(SettingNames.Momentum, optimizer.Momentum);
        if (SettingCatalog.HasParameter(optimizer.Kind, SettingNames.Nesterov))
            json.WriteBoolean(SettingNames.Nesterov, optimizer.Nesterov);
        Parameter(SettingNames.Beta1, optimizer.Beta1);
        Parameter(SettingNames.Beta2, optimizer.Beta2);
        Parameter(SettingNames.Rho, optimizer.Rho);
        Parameter(SettingNames.Epsilon, optimizer.Epsilon);
        Parameter(SettingNames.WeightDecay, optimizer.WeightDecay);
        Parameter(SettingNames.InitialAccumulator, optimizer.InitialAccumulator);
        json.WriteEndObject();

        void Parameter(string name, double value)
        {
            if (SettingCatalog.HasParameter(optimizer.Kind, name))
                json.WriteNumber(name, value);
        }
    }

    private static void WriteSchedule(Utf8JsonWriter json, ScheduleSettings schedule)
    {
        json.WriteStartObject(SettingNames.Schedule);
        json.WriteString("name", ConfigurationNames.Schedules.Name(schedule.Kind));
        if (schedule.Kind is ScheduleKind.Step or ScheduleKind.Exponential)
        {
            json.WriteNumber("gamma", schedule.Gamma);
            json.WriteNumber("every", schedule.Every);
        }

        if (schedule.Kind == ScheduleKind.Exponential)
            json.WriteBoolean("per_batch", schedule.PerBatch);
        if (schedule.Kind == ScheduleKind.Cosine)
            json.WriteNumber("minimum", schedule.Minimum);
        json.WriteNumber("warmup_epochs", schedule.WarmupEpochs);
        json.WriteEndObject();
    }
}
