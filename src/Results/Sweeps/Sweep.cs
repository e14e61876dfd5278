using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Results.Sweeps;

/// <summary>A recorded sweep with its spec and its configurations.</summary>
/// <remarks>Reading one is cheap: specs are cached by their text, together with their configurations.</remarks>
public sealed class Sweep
{
    private Sweep(SweepRecord record, SweepSpec spec) => (Record, Spec) = (record, spec);

    public SweepRecord Record { get; }

    public string Id => Record.Id;

    /// <summary>The spec that the sweep was submitted with, or was edited to.</summary>
    public SweepSpec Spec { get; }

    public SweepConfigurations Configurations => SweepConfigurations.Find(Spec);

    /// <exception cref="SweepException">This version refuses the spec; the message is one line.</exception>
    public static Sweep Read(SweepRecord record) => SweepLookup.TryReadSpec(record, out var spec, out var problem)
        ? new(record, spec)
        : throw new SweepException(
            $"The spec of {record.Id} can't be read by this version: {problem} "
            + "What is recorded is not affected; use the version that submitted the sweep.");
}
