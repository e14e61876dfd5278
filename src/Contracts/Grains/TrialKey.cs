using System.Globalization;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Contracts.Grains;

/// <summary>The key of a trial's grain: the accelerator it needs, the sweep, the trial's number. Placement reads the first part.</summary>
public readonly record struct TrialKey(Accelerator Accelerator, string SweepId, long Trial)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{AcceleratorNames.Name(Accelerator)}/{SweepId}/{Trial}");

    /// <exception cref="FormatException"><paramref name="key"/> is not the key of a trial.</exception>
    public static TrialKey Parse(string key)
    {
        var parts = key.Split('/');
        return parts.Length == 3 && AcceleratorNames.Parse(parts[0]) is { } accelerator
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var trial)
            ? new(accelerator, parts[1], trial)
            : throw new FormatException($"'{key}' is not the key of a trial: ACCELERATOR/SWEEP/NUMBER.");
    }
}
