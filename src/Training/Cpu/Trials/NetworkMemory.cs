using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>The memory budget of all networks. The operating system grants memory that it does not have and ends the process once it is
/// used, so a network's memory is computed before it is allocated. Thread-safe.</summary>
/// <param name="limit">Limit in bytes.</param>
internal sealed class NetworkMemory(long limit)
{
    /// <summary>Share of the memory for networks; the rest is for data sets and the runtime.</summary>
    private const double Share = 0.9;

    private readonly object _gate = new();
    private readonly List<NetworkPool> _pools = [];
    private long _used;

    /// <summary>The budget of this process: the memory of the machine, or the limit of its container.</summary>
    public static NetworkMemory OfProcess { get; } =
        new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? (long)(Share * bytes) : long.MaxValue);

    /// <summary>Number of bytes taken.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <summary>Adds a pool, whose idle networks can be freed.</summary>
    public void Add(NetworkPool pool)
    {
        lock (_gate)
            _pools.Add(pool);
    }

    public void Remove(NetworkPool pool)
    {
        lock (_gate)
            _pools.Remove(pool);
    }

    /// <summary>Takes the bytes, and waits until they are free.</summary>
    /// <exception cref="SweepException">The bytes exceed the whole budget (Input).</exception>
    /// <exception cref="OperationCanceledException">The wait was stopped; nothing is taken.</exception>
    public void Take(long bytes, CancellationToken stop)
    {
        if (TryTake(bytes))
            return;
        using var wake = stop.Register(Wake);
        lock (_gate)
        {
            while (!TryTake(bytes))
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Takes the bytes, and frees idle networks for them. False if others use the memory.</summary>
    /// <exception cref="SweepException">The bytes exceed the whole budget (Input).</exception>
    public bool TryTake(long bytes)
    {
        if (bytes > limit)
        {
            throw new SweepException(
                $"it needs {Describe(bytes)} of memory for its weights, its optimizer's states and its activations, "
                + $"and {Describe(limit)} may be used here; make the network smaller, or train it on a machine with more memory");
        }

        lock (_gate)
        {
            while (_used > limit - bytes)
            {
                if (!_pools.Exists(pool => pool.FreeIdle()))
                    return false;
            }

            _used += bytes;
            return true;
        }
    }

    public void Give(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Wakes the waiting callers: a network has become idle, or a waiting trial is stopped.</summary>
    public void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Formats a number of bytes, in GiB.</summary>
    public static string Describe(long bytes) => $"{(bytes / (double)(1 << 30)).ToString("N1", CultureInfo.InvariantCulture)} GiB";
}
