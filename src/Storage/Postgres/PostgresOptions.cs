namespace SweepCluster.Storage.Postgres;

/// <summary>The address of the database of a <see cref="PostgresResultStore"/>, and its timeouts.</summary>
/// <param name="Connection">A connection string of Npgsql (<c>Host=db;Username=sweep;Password=...;Database=sweeps</c>) or an address
/// (<c>postgres://sweep:...@db/sweeps</c>).</param>
public sealed record PostgresOptions(string Connection)
{
    /// <summary>Time for which calls are retried while the database is unavailable. Until then nothing is lost: failed writes are
    /// repeated.</summary>
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time for which opening the store is retried; zero, so that a person at a terminal gets the failure at once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.Zero;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The address without the password.</summary>
    public override string ToString() => PostgresConnection.Describe(PostgresConnection.Parse(Connection));
}
