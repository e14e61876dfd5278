namespace SweepCluster.Grains.Placement;

/// <summary>Keys and values of the silo metadata that placement reads.</summary>
public static class SiloLabels
{
    /// <summary>Label of the silo's roles, separated by commas: coordinator, worker.</summary>
    public const string Roles = "sweepcluster.roles";

    /// <summary>Label of the accelerators of the silo's slots, separated by commas: cpu, gpu.</summary>
    public const string Accelerators = "sweepcluster.accelerators";

    public const string Coordinator = "coordinator";

    public const string Worker = "worker";

    public static bool Has(IReadOnlyDictionary<string, string> metadata, string key, string value) =>
        metadata.TryGetValue(key, out var values) && values.Split(',').Contains(value);
}
