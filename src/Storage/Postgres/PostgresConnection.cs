using System.Globalization;
using Npgsql;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>Reads connection settings that users give. No message contains a password, nor any text of the user's that could not be parsed,
/// because the password may be part of it.</summary>
public static class PostgresConnection
{
    private const int DefaultPort = 5432;

    // Per connection; more than the store has.
    private const int StatementsPrepared = 40;

    // PostgreSQL cuts application names to 63 bytes.
    private const int MaxMachineNameLength = 40;

    /// <summary>The connection string for Orleans' ADO.NET clustering, whose statements name its tables without a schema: it selects our
    /// schema.</summary>
    /// <exception cref="SweepException">The connection string can't be parsed (Input).</exception>
    public static string ForMembership(string connection) => Parse(connection).ConnectionString;

    /// <summary>Host, port and database, for messages.</summary>
    internal static string Describe(NpgsqlConnectionStringBuilder settings) => string.Create(
        CultureInfo.InvariantCulture, $"{settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}");

    /// <summary>The user's settings, completed with defaults of this store.</summary>
    /// <exception cref="SweepException">The settings can't be parsed (Input).</exception>
    internal static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = connection.Contains("://", StringComparison.Ordinal) ? ParseAddress(connection) : new(connection);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw Unreadable();
        }

        if (settings.Host is not { Length: > 0 })
            throw Unreadable();
        settings.SearchPath = PostgresMigrations.Schema;
        settings.ApplicationName ??= ProcessName();
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = StatementsPrepared;
        return settings;
    }

    /// <summary>The application name of this process' sessions, by which messages identify a claim's holder: <c>sweepcluster 4711 on
    /// gpu-3</c>.</summary>
    internal static string ProcessName()
    {
        var machine = Environment.MachineName;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sweepcluster {Environment.ProcessId} on "
            + $"{(machine.Length <= MaxMachineNameLength ? machine : machine[..MaxMachineNameLength])}");
    }

    private static NpgsqlConnectionStringBuilder ParseAddress(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql")
            || uri.Query.Length > 0)
            throw new FormatException();
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port > 0 ? uri.Port : DefaultPort };
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            settings.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1)
            settings.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        return settings;
    }

    private static SweepException Unreadable() => new(
        "The PostgreSQL connection can't be read. Give it as `Host=HOST;Port=5432;Username=USER;Password=PASSWORD;Database=NAME` "
        + "(values with a semicolon in quotes) or as `postgres://USER:PASSWORD@HOST:5432/NAME` (special characters as %XX).");
}
