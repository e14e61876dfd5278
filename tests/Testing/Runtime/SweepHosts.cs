using Microsoft.Extensions.Time.Testing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Testing.Logging;

namespace SweepCluster.Testing.Runtime;

/// <summary>Starts processes, or what stands in for them, that run sweeps over one and the same store. Disposed last.</summary>
public abstract class SweepHosts : IAsyncDisposable
{
    /// <summary>The clock of all hosts.</summary>
    public FakeTimeProvider Time { get; } = TestClock.Create();

    /// <summary>The decisions of all hosts, at every level.</summary>
    public LogCollector Decisions { get; } = new();

    public abstract Task<SweepHost> StartAsync(ITrainer trainer, int workers);

    public abstract ValueTask DisposeAsync();
}

/// <summary>One of them. Disposing it stops it in order.</summary>
public abstract class SweepHost : IAsyncDisposable
{
    public abstract ISweepService Service { get; }

    /// <summary>To read what is recorded; valid as long as the hosts are.</summary>
    public abstract IResultReader Store { get; }

    /// <summary>Ends it as <c>kill -9</c> does: what was committed stays, its claims are gone, nothing more is written.</summary>
    public abstract Task CrashAsync();

    public abstract ValueTask DisposeAsync();
}
