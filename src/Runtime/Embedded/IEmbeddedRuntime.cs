using SweepCluster.Contracts.Ports;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A runtime whose sweeps run in this process, where they can be measured.</summary>
public interface IEmbeddedRuntime : ISweepRuntime
{
    EmbeddedSweepService Embedded { get; }

    /// <summary>What the slots of this process train on: <c>cpu</c> or <c>gpu</c>.</summary>
    string Accelerator => "cpu";
}
