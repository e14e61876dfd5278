using System.Collections.Concurrent;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>Networks that wait for the next trial of their plan. The idle ones are bounded: a sweep over many shapes frees what it
/// no longer uses.</summary>
internal sealed class NetworkPool(CpuEngine engine) : IDisposable
{
    // Enough for a pack on every core.
    private static readonly int MostIdle = Math.Max(8, PackSize.Most * Environment.ProcessorCount);

    private readonly ConcurrentQueue<Network> _idle = new();

    /// <summary>An idle network of the plan, or a new one.</summary>
    public Network Rent(NetworkPlan plan)
    {
        for (var looked = _idle.Count; looked > 0 && _idle.TryDequeue(out var network); looked--)
        {
            if (network.Plan == plan)
                return network;
            _idle.Enqueue(network);
        }

        return engine.CreateNetwork(plan);
    }

    public void Return(Network network)
    {
        _idle.Enqueue(network);
        while (_idle.Count > MostIdle && _idle.TryDequeue(out var oldest))
            oldest.Dispose();
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var network))
            network.Dispose();
    }
}
