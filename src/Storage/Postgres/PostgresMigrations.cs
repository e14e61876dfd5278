using Npgsql;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>Brings a database to the newest version, or refuses it. All tables are in the schema <c>sweepcluster</c>, so that the database
/// may be shared with other programs. Script N brings version N to N + 1; a released script is never changed.</summary>
internal static class PostgresMigrations
{
    public const string Schema = "sweepcluster";

    private const int NoSchema = 0;

    // "Swep" and a 1: no other program's advisory lock by accident.
    private const long LockKey = 0x53776570_00000001;

    private static readonly string[] Scripts =
        [
            PostgresFirstSchema.Script, MembershipSchema.Script, PostgresCurveSchema.Script, PostgresPinSchema.Script,
            ClaimantSchema.Script, PostgresLossSchema.Script, PostgresKeySchema.Script,
            PostgresDecisionSchema.Script,
        ];

    public static int Newest => Scripts.Length;

    /// <summary>Takes all steps or none. If several processes do it at once, one takes them and the others wait.</summary>
    /// <exception cref="SweepException">The database is a newer version's; it is left as it was (Environment).</exception>
    public static PostgresMigration Apply(NpgsqlConnection connection, string place)
    {
        var found = Version(connection, place);
        if (found == Newest)
            return new(place, found, Newest);
        using var transaction = connection.BeginTransaction();
        Lock(connection);
        // Another process may have been first.
        found = Version(connection, place);
        if (found == NoSchema)
            Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {Schema}; CREATE TABLE schema_version (version integer NOT NULL)");
        for (var version = found; version < Newest; version++)
            Execute(connection, Scripts[version]);
        if (found < Newest)
            Execute(connection, $"DELETE FROM schema_version; INSERT INTO schema_version VALUES ({Newest})");
        transaction.Commit();
        return new(place, found, Newest);
    }

    /// <summary>Waits until no other process changes the schema; the lock ends with the transaction.</summary>
    public static void Lock(NpgsqlConnection connection) => Execute(connection, $"SELECT pg_advisory_xact_lock({LockKey})");

    private static int Version(NpgsqlConnection connection, string place)
    {
        // Read from the catalog itself: the session's cache of it may be older than a lock just waited for.
        using var exists = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = '{Schema}' AND tablename = 'schema_version')", connection);
        if (exists.ExecuteScalar() is not true)
            return NoSchema;
        using var read = new NpgsqlCommand($"SELECT MAX(version) FROM {Schema}.schema_version", connection);
        var version = read.ExecuteScalar() is int recorded ? recorded : NoSchema;
        if (version > Newest)
        {
            throw new SweepException(
                $"The schema {Schema} at {place} was written by a newer version of SweepCluster (its format is {version}, "
                + $"this version supports up to {Newest}). "
                + "Use the newer version, or another database.",
                SweepErrorKind.Environment);
        }

        return version;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

/// <summary>The result of a migration.</summary>
/// <param name="Place">Host, port and database.</param>
/// <param name="From">The version found; 0 if there was none.</param>
/// <param name="To">The version now.</param>
/// <param name="Grant">What a role was given; null: no role was named.</param>
public sealed record PostgresMigration(string Place, int From, int To, PostgresGrant? Grant = null);
