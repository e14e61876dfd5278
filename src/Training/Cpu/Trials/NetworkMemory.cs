using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>The memory that networks may take together. The operating system grants memory that it does not have and ends the process once
/// it is used, so what a network needs is computed before it is allocated. Thread-safe.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class NetworkMemory(long limit)
{
    /// <summary>The rest is for data sets and the runtime.</summary>
    private const double Share = 0.9;

    private readonly object _gate = new();
    private readonly List<NetworkPool> _pools = [];
    private long _used;

    /// <summary>The memory of this process: of the machine, or what its container allows.</summary>
    public static NetworkMemory OfProcess { get; } =
        new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? (long)(Share * bytes) : long.MaxValue);

    /// <summary>Bytes taken.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <summary>Includes the idle networks of the pool in what can be freed.</summary>
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

    /// <summary>Takes the bytes once so many are free.</summary>
    /// <exception cref="SweepException">There is less memory in all (Input).</exception>
    /// <exception cref="OperationCanceledException">Stopped while it waited; nothing is taken.</exception>
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

    /// <summary>Takes the bytes, for which idle networks are freed. False: others need what there is.</summary>
    /// <exception cref="SweepException">There is less memory in all (Input).</exception>
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

    /// <summary>A network has become idle, or a trial that waits is stopped.</summary>
    public void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Text of a number of bytes, in GiB.</summary>
    public static string Describe(long bytes) => $"{(bytes / (double)(1 << 30)).ToString("N1", CultureInfo.InvariantCulture)} GiB";
}
