using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>The data sets of a process that are in memory, each once. A data set that is in use stays. Of the others the most recent one
/// stays, so that the trials of a sweep, which use its data set one after the other, do not load it again, and further ones as far as they
/// fit into a budget. Thread-safe; callers that open a data set while it is loaded wait for it.</summary>
public sealed class DatasetCache : IDisposable
{
    private readonly long _maxUnusedBytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;
    private bool _isDisposed;

    /// <summary>Creates a cache with a budget of a quarter of the memory that this process may use.</summary>
    public DatasetCache()
        : this(DatasetMemory.Limit / 4)
    {
    }

    /// <param name="maxUnusedBytes">The budget in bytes.</param>
    public DatasetCache(long maxUnusedBytes) => _maxUnusedBytes = maxUnusedBytes;

    /// <summary>The data set, which is loaded if it is not in memory.</summary>
    /// <param name="key">Identifies the data set in this process.</param>
    /// <param name="load">Loads the data set. Its exception is thrown here, and the next call loads again.</param>
    internal DatasetReference Open(string key, Func<CancellationToken, Dataset> load, CancellationToken cancellation)
    {
        var entry = Enter(key);
        try
        {
            return new(Load(entry, load, cancellation), () => Leave(key, entry));
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
    }

    /// <summary>Releases the data sets that are not in use, and each of the others once its last use ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Trim(maxBytes: 0, keepsLatest: false);
        }
    }

    private Dataset Load(Entry entry, Func<CancellationToken, Dataset> load, CancellationToken cancellation)
    {
        entry.Loading.Wait(cancellation);
        try
        {
            return entry.Dataset ??= Load(load, cancellation);
        }
        finally
        {
            entry.Loading.Release();
        }
    }

    // Unused data sets must not take the memory that this one needs.
    private Dataset Load(Func<CancellationToken, Dataset> load, CancellationToken cancellation)
    {
        try
        {
            return load(cancellation);
        }
        catch (SweepException refusal) when (refusal.Kind == SweepErrorKind.Environment)
        {
            lock (_gate)
            {
                if (!Trim(maxBytes: 0, keepsLatest: false))
                    throw;
            }
        }

        return load(cancellation);
    }

    private Entry Enter(string key)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(key, out var entry))
                _entries.Add(key, entry = new());
            entry.References++;
            return entry;
        }
    }

    private void Leave(string key, Entry entry)
    {
        lock (_gate)
        {
            entry.References--;
            entry.LastUse = ++_uses;
            if (entry is { References: 0, Dataset: null })
                _entries.Remove(key);
            Trim(_isDisposed ? 0 : _maxUnusedBytes, keepsLatest: !_isDisposed);
        }
    }

    // Returns whether something was released.
    private bool Trim(long maxBytes, bool keepsLatest)
    {
        var (kept, released) = (0L, false);
        var unused = _entries.Where(pair => pair.Value is { References: 0, Dataset: not null })
            .OrderByDescending(pair => pair.Value.LastUse)
            .ToArray();
        foreach (var (index, (key, entry)) in unused.Index())
        {
            kept += entry.Dataset!.MemoryBytes;
            if ((keepsLatest && index == 0) || kept <= maxBytes)
                continue;
            entry.Dataset.Dispose();
            _entries.Remove(key);
            released = true;
        }

        return released;
    }

    private sealed class Entry
    {
        public SemaphoreSlim Loading { get; } = new(1);

        public Dataset? Dataset { get; set; }

        /// <summary>Number of callers that use the entry or wait for it.</summary>
        public int References { get; set; }

        /// <summary>Greater than the value of every entry that was used before.</summary>
        public long LastUse { get; set; }
    }
}
