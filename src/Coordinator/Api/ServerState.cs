namespace SweepCluster.Coordinator.Api;

/// <summary>Whether the server takes new work.</summary>
internal sealed class ServerState
{
    private volatile bool _draining;

    public bool IsDraining => _draining;

    /// <summary>From now on it doesn't.</summary>
    public void Drain() => _draining = true;
}
