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

    // What libpq and Npgsql read where the connection says nothing.
    private const string GssVariable = "PGGSSENCMODE";

    // PostgreSQL cuts application names to 63 bytes.
    private const int MaxMachineNameLength = 40;

    /// <summary>The connection string for Orleans' ADO.NET clustering, whose statements name its tables without a schema: it selects our
    /// schema.</summary>
    /// <exception cref="SweepException">The connection string can't be parsed (Input).</exception>
    public static string ForMembership(string connection) => Parse(connection).ConnectionString;

    /// <summary>The user that the connection names; null: it names none.</summary>
    /// <exception cref="SweepException">It can't be read (Input).</exception>
    public static string? FindUser(string connection) => Parse(connection).Username;

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
        if (!AsksForGss(settings))
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        return settings;
    }

    /// <summary>Whether the user has decided about encryption by GSS. Npgsql prefers it, and so looks for a library of Kerberos that small
    /// images lack, at each start, with a line of that library's loader on the standard error.</summary>
    private static bool AsksForGss(NpgsqlConnectionStringBuilder settings) =>
        Environment.GetEnvironmentVariable(GssVariable) is { Length: > 0 }
        // The keys are those that were given, with or without spaces.
        || settings.Keys.Cast<string>().Any(key => string.Equals(
            key.Replace(" ", "", StringComparison.Ordinal), nameof(settings.GssEncryptionMode), StringComparison.OrdinalIgnoreCase));

    /// <summary>What sessions of this process are called, so that a claim's holder can be told:
    /// <c>sweepcluster 4711 on gpu-3</c>.</summary>
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
