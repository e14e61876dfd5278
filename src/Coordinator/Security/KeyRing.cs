namespace SweepCluster.Coordinator.Security;

/// <summary>The keys that a running server knows. It sees keys added and revoked meanwhile. Once there was a key, one is needed
/// for good: revoking the last one locks everybody out rather than letting everybody in.</summary>
internal sealed class KeyRing
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

    /// <summary>Whether no key is needed.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                Refresh();
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
