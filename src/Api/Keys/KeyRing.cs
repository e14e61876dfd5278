using SweepCluster.Model;

namespace SweepCluster.Api.Keys;

/// <summary>The keys that a running server knows. It sees keys added and revoked meanwhile. Once there was a key, one is needed
/// for good: revoking the last one locks everybody out rather than letting everybody in.</summary>
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

    /// <summary>Whether no key is needed; a key file that can't be read doesn't open the server.</summary>
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
                    // Requests with a key report it; probes, which have none, go on.
                    return false;
                }

                return !_closed;
            }
        }
    }

    /// <summary>Null: there is no such key.</summary>
    public StoredKey? Find(string text)
    {
        lock (_gate)
        {
            Refresh();
            StoredKey? found = null;
            // All of them, so that the time doesn't tell which.
            foreach (var key in _keys)
                found = key.Matches(text) ? key : found;
            return found;
        }
    }

    /// <summary>Whether a request that was let in with this key, or without one, would still be let in.</summary>
    /// <param name="key">Null: the request needed no key.</param>
    /// <exception cref="SweepException">The key file can't be read, or others than its owner may write it.</exception>
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
        // Read may refuse: then it is asked again next time, and nobody is let in meanwhile.
        _closed = true;
        _keys = _file.Read();
        _stamp = stamp;
    }
}
