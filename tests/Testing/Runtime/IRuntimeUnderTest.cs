using SweepCluster.Contracts.Ports;

namespace SweepCluster.Testing.Runtime;

/// <summary>A runtime as a user's process or cluster has it. Several may share one store.</summary>
public interface IRuntimeUnderTest : IAsyncDisposable
{
    ISweepService Service { get; }

    /// <summary>What is recorded; not through this runtime, so that it can be read after a crash.</summary>
    IResultStore Store { get; }

    /// <summary>Vanishes as a killed process does: what is not saved is lost, and its claims are free.</summary>
    void Crash();
}
