namespace SweepCluster.Storage.Postgres;

/// <summary>How a <see cref="PostgresResultStore"/> reaches its database, and how patient it is.</summary>
/// <param name="Connection">As Npgsql takes it (<c>Host=db;Username=sweep;Password=...;Database=sweeps</c>) or as an address
/// (<c>postgres://sweep:...@db/sweeps</c>).</param>
public sealed record PostgresOptions(string Connection)
{
    /// <summary>How long a database that went away is waited for. Until then nothing is lost: what could not be written is
    /// written again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long it is waited for when the store is opened. A person at a terminal wants to know at once.</summary>
    public TimeSpan PatienceAtStart { get; init; } = TimeSpan.Zero;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Without the password.</summary>
    public override string ToString() => PostgresConnection.Describe(PostgresConnection.Parse(Connection));
}
