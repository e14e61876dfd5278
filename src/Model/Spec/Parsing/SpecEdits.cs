namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Decides which parts of a recorded spec may be replaced: those that no trial's result depends on.</summary>
public static class SpecEdits
{
    /// <summary>The keys that may be edited, for messages.</summary>
    public const string Allowed = "description, tags, limits, cluster.priority, cluster.weight, published, claims and untested";

    /// <summary>Name of the first changed part of the spec that results depend on; null if there is none.</summary>
    public static string? ChangesResults(SweepSpec recorded, SweepSpec changed) => Parts(recorded).Zip(Parts(changed))
        .FirstOrDefault(pair => !Equals(pair.First.Value, pair.Second.Value)).First.Key;

    private static IEnumerable<(string Key, object? Value)> Parts(SweepSpec spec) =>
    [
        ("name", spec.Name),
        ("kind", spec.Kind),
        ("range", spec.Range),
        ("range_test", spec.RangeTest),
        ("lr", spec.Rates),
        ("dataset", spec.Data),
        ("seed", spec.Seed),
        ("seeds", spec.Seeds),
        ("search", spec.Search),
        ("base", spec.Base),
        ("space", spec.Space),
        ("configurations", spec.Configurations),
        ("objective", spec.Objective),
        ("early_stopping", spec.EarlyStopping),
        ("seeds.race", spec.Race),
        ("stopping", spec.Stopping),
        ("parallelism", spec.Parallelism),
        ("checkpoints", spec.Checkpoints),
        ("cluster.accelerator", spec.Cluster.Accelerator),
        // More looks than planned, once results are known, would decide too much.
        ("looks", spec.Looks),
    ];
}
