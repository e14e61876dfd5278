using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>The keys of the sections.</summary>
internal static class SpecKeys
{
    public static readonly string[] Top =
    [
        "name", "extends", "description", "tags", "kind", "range", "dataset", "split", "scale", "test_scale", "seeds", "seed", "search",
        "base", "space",
        "configurations", "objective", "early_stopping", "stopping", "parallelism", "checkpoints", "limits", "cluster", "range_test",
        "rates", "published", "claims", "looks", "untested",
    ];

    public static readonly string[] AxisForms = ["values", "log", "linear"];

    public static readonly string[] Axis = ["values", "log", "linear", "points", "step", "when"];

    /// <summary>Explains why a key that isn't a section is in the wrong place.</summary>
    public static string? ExplainTop(string key) => SettingCatalog.Find(key) is null
        ? NearestName.Find(key, Top) is null && NearestName.Find(key, SettingCatalog.Names) is { } setting
            ? $"Did you mean the setting '{setting}'? Write it under base:, or under space: to vary it."
            : null
        : $"'{key}' is a training setting: write it under base:, or under space: to vary it.";

    public static string? ExplainSetting(string key) => Top.Contains(key)
        ? $"'{key}' belongs at the top level of the file."
        : null;
}
