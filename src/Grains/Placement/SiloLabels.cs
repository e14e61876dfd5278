namespace SweepCluster.Grains.Placement;

/// <summary>Keys and values of the silo metadata that placement reads.</summary>
public static class SiloLabels
{
    /// <summary>Comma-separated: coordinator, worker.</summary>
    public const string Roles = "sweepcluster.roles";

    /// <summary>Comma-separated: the accelerators of the silo's slots, cpu or gpu.</summary>
    public const string Accelerators = "sweepcluster.accelerators";

    public const string Coordinator = "coordinator";

    public const string Worker = "worker";

    public static bool Has(IReadOnlyDictionary<string, string> metadata, string key, string value) =>
        metadata.TryGetValue(key, out var values) && values.Split(',').Contains(value);
}
