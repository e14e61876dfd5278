using System.Net.Sockets;
using Npgsql;
using SweepCluster.Model;

namespace SweepCluster.Storage.Postgres;

/// <summary>Classifies PostgreSQL's failures (https://www.postgresql.org/docs/current/errcodes-appendix.html) into transient ones and
/// others, which get a message with a remedy.</summary>
internal static class PostgresFailure
{
    /// <summary>Raised by the function <c>hold</c> for a holder of an older token.</summary>
    public const string ClaimLost = "SW001";

    /// <summary>Whether a repeated call may succeed later. The first call may also have succeeded, and only its answer was lost.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => state is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.ConnectionException or PostgresErrorCodes.ConnectionFailure or PostgresErrorCodes.ConnectionDoesNotExist
            or IdleSessionTimeout or IdleInTransactionTimeout,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>Translates a failure that the user can fix into a <see cref="SweepException"/>; any other is an internal error and is
    /// returned unchanged.</summary>
    public static Exception Translate(Exception failure, string place) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new SweepException(
                $"PostgreSQL at {place} refuses this user ({Text(failure)}). Check user name and password of the connection.",
                inner: failure),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new SweepException(
            $"PostgreSQL at {place}: there is no such database. Create it (`createdb NAME`), or name another in the connection.",
            inner: failure),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new SweepException(
            $"PostgreSQL at {place} does not let this user work there ({Text(failure)}). "
            + $"Let the owner of the schema {PostgresMigrations.Schema} run `./sweep migrate --grant-to USER`, or let the user create it: "
            + "`GRANT CREATE ON DATABASE NAME TO USER`.", inner: failure),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory } => Refusal(
            $"PostgreSQL at {place} has no room left ({Text(failure)}): the last results were not recorded, those before them are. "
            + "Make room on its machine, then resume the sweep.", failure),
        PostgresException
        {
            SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted
            or PostgresErrorCodes.IoError
        } => Refusal(
                $"PostgreSQL at {place} is damaged ({Text(failure)}). See its log; restore a backup.", failure),
        _ when IsTransient(failure) => Refusal(
            $"PostgreSQL at {place} does not answer ({Text(failure)}). Start it, or check host, port and firewall; "
            + "then resume the sweep. What is recorded stays.",
            failure),
        // Any other failure of a connection, such as TLS that only one side supports.
        NpgsqlException and not PostgresException => Refusal($"PostgreSQL at {place} cannot be used ({Text(failure)}).", failure),
        _ => failure,
    };

    private static string Text(Exception failure) => failure switch
    {
        PostgresException { MessageText: var text } => text,
        NpgsqlException { InnerException: { } inner } => inner.Message,
        _ => failure.Message,
    };

    private const string IdleInTransactionTimeout = "25P03";

    // Npgsql has no constant for it; PostgreSQL 14 and later.
    private const string IdleSessionTimeout = "57P05";

    private static SweepException Refusal(string message, Exception inner) => new(message, SweepErrorKind.Environment, inner);
}
