namespace SweepCluster.Model.Spec;

/// <summary>How seeds count that diverged, in means and in claims.</summary>
public enum DivergedSeeds
{
    /// <summary>They are left out and counted beside the mean. A claim of which more than a tenth of the seeds is missing is not
    /// decided.</summary>
    Reported,

    /// <summary>They count as an accuracy of 0, the worst there is. A loss has no worst value.</summary>
    Worst,

    /// <summary>They are left out, and claims are decided by the other seeds, however few there are.</summary>
    Ignored,
}

/// <summary>The names of <see cref="DivergedSeeds"/> in specs; the default has none.</summary>
public static class DivergedSeedsNames
{
    /// <summary>What a spec may write.</summary>
    public static IReadOnlyList<string> All { get; } = ["worst", "ignore"];

    /// <summary>The value of one of <see cref="All"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The name is none of these.</exception>
    public static DivergedSeeds Parse(string name) => name switch
    {
        "worst" => DivergedSeeds.Worst,
        "ignore" => DivergedSeeds.Ignored,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown name."),
    };
}
