using Npgsql;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>Gives a role what running sweeps and silos needs: rows of every table of the schema, Orleans' membership among them, but
/// neither the tables themselves nor the recorded version and the texts of Orleans' queries, which the owner alone writes.</summary>
internal static class PostgresGrants
{
    // A quoted identifier holds any character but NUL; a quotation mark in it is doubled.
    private const string Statements =
        $$"""
        GRANT USAGE ON SCHEMA {{PostgresMigrations.Schema}} TO {0};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {{PostgresMigrations.Schema}} TO {0};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {{PostgresMigrations.Schema}} TO {0};
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {{PostgresMigrations.Schema}} TO {0};
        REVOKE INSERT, UPDATE, DELETE ON {{PostgresMigrations.Schema}}.schema_version, {{PostgresMigrations.Schema}}.OrleansQuery FROM {0};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {{PostgresMigrations.Schema}} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {0};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {{PostgresMigrations.Schema}} GRANT USAGE, SELECT ON SEQUENCES TO {0};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {{PostgresMigrations.Schema}} GRANT EXECUTE ON FUNCTIONS TO {0};
        """;

    /// <summary>Grants all of it or nothing; a role that has the owner's rights stays as it is. Of several processes one grants at a
    /// time.</summary>
    /// <param name="role">The role's name as PostgreSQL has it, unquoted; upper and lower case differ.</param>
    /// <exception cref="SweepException">There is no such role, or the user of the connection does not own the tables.</exception>
    public static PostgresGrant Apply(NpgsqlConnection connection, string role, string place)
    {
        using var transaction = connection.BeginTransaction();
        PostgresMigrations.Lock(connection);
        // A text with NUL can't be sent, and no role has it in its name.
        if (role.Contains('\0') || !IsTrue(connection, "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1)", role))
            throw new SweepException($"--grant-to: PostgreSQL at {place} has no role '{role.Replace('\0', '?')}'. "
                + "Create it (`createuser NAME`), or give another.");
        if (IsTrue(connection, OfAllTables("pg_catalog.pg_has_role($1::name, relowner, 'USAGE')"), role))
            return new(role, IsOwner: true);
        var quoted = '"' + role.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        using var grant = new NpgsqlCommand(Statements.Replace("{0}", quoted, StringComparison.Ordinal), connection);
        grant.ExecuteNonQuery();
        // A grant of what the user doesn't own may be a mere warning.
        if (!IsTrue(connection, OfAllTables("pg_catalog.has_table_privilege($1::name, oid, 'SELECT')"), role))
            throw new SweepException(
                $"--grant-to: the user of the connection does not own the tables of {PostgresMigrations.Schema} at {place}, so it can't "
                + "grant anything on them. Give the connection of their owner.");
        transaction.Commit();
        return new(role, IsOwner: false);
    }

    private static string OfAllTables(string condition) =>
        $"SELECT bool_and({condition}) FROM pg_catalog.pg_class "
        + $"WHERE relnamespace = '{PostgresMigrations.Schema}'::regnamespace AND relkind = 'r'";

    private static bool IsTrue(NpgsqlConnection connection, string question, string role)
    {
        using var command = new NpgsqlCommand(question, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = role } } };
        return command.ExecuteScalar() is true;
    }
}

/// <summary>What a role was given.</summary>
/// <param name="Role">The role's name.</param>
/// <param name="IsOwner">Whether the role has the rights of the tables' owner, so that nothing was granted.</param>
public sealed record PostgresGrant(string Role, bool IsOwner);
