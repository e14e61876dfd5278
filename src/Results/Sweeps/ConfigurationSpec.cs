using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Results.Sweeps;

/// <summary>Writes a configuration of a recorded sweep as a spec that runs.</summary>
public static class ConfigurationSpec
{
    /// <summary>The text of the spec, with its origin in a comment.</summary>
    /// <param name="configuration">The configuration's number, from 0.</param>
    /// <param name="origin">A sentence that says which configuration it is.</param>
    /// <exception cref="SweepException">This version can't write the configuration.</exception>
    public static string Write(Sweep sweep, long configuration, string origin) => TryWrite(sweep, configuration, origin)
        ?? throw new SweepException(
            $"Configuration {configuration} of {sweep.Id} can't be written as a spec by this version. "
            + $"Its sweep's spec is: ./sweep show {sweep.Id} --spec");

    /// <summary>Does the same; null if this version can't write the configuration.</summary>
    public static string? TryWrite(Sweep sweep, long configuration, string origin) => ConfigurationText.TryWrite(
        sweep.Spec,
        ConfigurationResolver.Resolve(sweep.Spec, sweep.Configurations.Propose(configuration)),
        ConfigurationText.NameOf(sweep.Spec.Name, "best"),
        [origin, "With the same seeds its trials end with the same bits as there. docs/spec.md describes every key."]);
}
