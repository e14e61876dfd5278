using System.Collections.Concurrent;
using SweepCluster.Model;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>Networks that wait for the next trial of their plan. The number of idle ones is limited, and they are freed if memory is short:
/// a sweep over many shapes frees the networks that it no longer uses.</summary>
internal sealed class NetworkPool : IDisposable
{
    // Enough for a pack on every core.
    private static readonly int MaxIdle = Math.Max(8, PackSize.MaxTrials * Environment.ProcessorCount);

    private readonly CpuEngine _engine;
    private readonly NetworkMemory _memory;
    private readonly ConcurrentQueue<Network> _idle = new();

    public NetworkPool(CpuEngine engine, NetworkMemory memory)
    {
        (_engine, _memory) = (engine, memory);
        _memory.Add(this);
    }

    /// <summary>An idle network of the plan, or a new one as soon as there is memory for it.</summary>
    /// <exception cref="SweepException">The plan is too large for this machine (Input).</exception>
    /// <exception cref="OperationCanceledException">The wait for memory was stopped.</exception>
    public Network Rent(NetworkPlan plan, CancellationToken stop)
    {
        if (FindIdle(plan) is { } idle)
            return idle;
        Check(plan);
        _memory.Take(plan.Bytes, stop);
        return Create(plan);
    }

    /// <summary>An idle network of the plan, or a new one; null if there is no memory for it beside the others.</summary>
    /// <exception cref="SweepException">The plan is too large for this machine (Input).</exception>
    public Network? TryRent(NetworkPlan plan)
    {
        if (FindIdle(plan) is { } idle)
            return idle;
        Check(plan);
        return _memory.TryTake(plan.Bytes) ? Create(plan) : null;
    }

    public void Return(Network network)
    {
        _idle.Enqueue(network);
        while (_idle.Count > MaxIdle && FreeIdle())
        {
        }

        _memory.Wake();
    }

    /// <summary>Frees an idle network; false if there is none.</summary>
    public bool FreeIdle()
    {
        if (!_idle.TryDequeue(out var network))
            return false;
        network.Dispose();
        _memory.Give(network.Plan.Bytes);
        return true;
    }

    public void Dispose()
    {
        _memory.Remove(this);
        while (FreeIdle())
        {
        }
    }

    private static void Check(NetworkPlan plan)
    {
        foreach (var layout in plan.Layouts())
        {
            if (layout.Length > Array.MaxLength)
            {
                throw new SweepException(
                    $"its layer of {layout.Rows:N0} inputs and {layout.Columns:N0} units has more than {Array.MaxLength:N0} weights; "
                    + "make its layers narrower");
            }
        }
    }

    private Network? FindIdle(NetworkPlan plan)
    {
        for (var looked = _idle.Count; looked > 0 && _idle.TryDequeue(out var network); looked--)
        {
            if (network.Plan == plan)
                return network;
            _idle.Enqueue(network);
        }

        return null;
    }

    private Network Create(NetworkPlan plan)
    {
        try
        {
            return _engine.CreateNetwork(plan);
        }
        catch
        {
            _memory.Give(plan.Bytes);
            throw;
        }
    }
}
