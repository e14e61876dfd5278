using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Opens the results store; <see cref="CheckpointStores"/> opens the checkpoints.</summary>
internal static class ResultStores
{
    public static IResultStore Open(CommandSettings settings) =>
        settings switch
        {
            { Postgres: { } connection } => OpenPostgres(connection),
            { OnlyReads: true } => SqliteResultStore.OpenForReading(settings.Home),
            _ => SqliteResultStore.Open(settings.Home),
        };

    /// <summary>The store, for writing.</summary>
    /// <exception cref="SweepException">The results are read from a server, which alone writes them.</exception>
    public static IResultStore Writable(IResultReader results) => results as IResultStore
        ?? throw new SweepException(
            "The results of a server can't be written from here. Leave out --cluster, or submit the sweep to the server.");

    /// <summary>The place of the results for messages, without the password.</summary>
    public static string Place(CommandSettings settings) =>
        settings.Postgres is { } connection ? $"PostgreSQL at {new PostgresOptions(connection)}" : settings.Home;

    // A method of its own, so that Npgsql is loaded only if it is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresResultStore OpenPostgres(string connection) => PostgresResultStore.Open(new(connection));
}
