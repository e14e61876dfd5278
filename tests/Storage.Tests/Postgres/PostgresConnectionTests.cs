using Npgsql;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>What is added to the connection that a user gives.</summary>
public sealed class PostgresConnectionTests
{
    [Theory]
    [InlineData("Host=db", GssEncryptionMode.Disable)]
    [InlineData("postgres://sweep:secret@db/sweeps", GssEncryptionMode.Disable)]
    [InlineData("Host=db;GSS Encryption Mode=Prefer", GssEncryptionMode.Prefer)]
    [InlineData("Host=db;gssencryptionmode=Require", GssEncryptionMode.Require)]
    [InlineData("Host=db;GSS Encryption Mode=Disable", GssEncryptionMode.Disable)]
    public void GssEncryption_UnlessTheConnectionAsksForIt_IsOff(string connection, GssEncryptionMode mode) =>
        new NpgsqlConnectionStringBuilder(PostgresConnection.ForMembership(connection)).GssEncryptionMode.ShouldBe(mode);

    [Theory]
    [InlineData("Host=db", null)]
    [InlineData("Host=db;Username=sweep", "sweep")]
    [InlineData("Host=db;User Id='se;cret'", "se;cret")]
    [InlineData("postgres://Sweep%20er:secret@db/sweeps", "Sweep er")]
    [InlineData("postgres://db/sweeps", null)]
    public void User_OfAConnection_IsFound(string connection, string? user) =>
        PostgresConnection.FindUser(connection).ShouldBe(user);
}
