using SweepCluster.Model;

namespace SweepCluster.Api.Keys;

/// <summary>The keys of a running server, including changes since its start. Once there was a key, one is always needed: revoking the last
/// one locks everybody out rather than letting everybody in.</summary>
public sealed class KeyRing
{
    private readonly Lock _gate = new();
    private readonly KeyFile _file;
    private (DateTime Written, long Length) _stamp;
    private IReadOnlyList<StoredKey> _keys;
    private bool _closed;

    public KeyRing(KeyFile file)
    {
        _file = file;
        _stamp = file.Stamp;
        _keys = file.Read();
        _closed = _keys.Count > 0;
    }

    /// <summary>Whether no key is needed; an unreadable key file doesn't open the server.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                try
                {
                    Refresh();
                }
                catch (SweepException)
                {
                    // Requests with a key report it; probes, which have none, continue.
                    return false;
                }

                return !_closed;
            }
        }
    }

    /// <summary>The key of that text; null if there is none.</summary>
    public StoredKey? Find(string text)
    {
        lock (_gate)
        {
            Refresh();
            StoredKey? found = null;
            // All keys are compared, so that the time does not reveal which one matched.
            foreach (var key in _keys)
                found = key.Matches(text) ? key : found;
            return found;
        }
    }

    /// <summary>Whether a request that was admitted with this key, or without one, would still be admitted.</summary>
    /// <param name="key">The key; null if the request needed none.</param>
    /// <exception cref="SweepException">The key file can't be read, or other users than its owner may write it.</exception>
    public bool Admits(StoredKey? key)
    {
        lock (_gate)
        {
            Refresh();
            return key is null ? !_closed : _keys.Contains(key);
        }
    }

    private void Refresh()
    {
        var stamp = _file.Stamp;
        if (stamp == _stamp)
            return;
        // Read may throw: then the next call reads again, and no request is admitted meanwhile.
        _closed = true;
        _keys = _file.Read();
        _stamp = stamp;
    }
}
