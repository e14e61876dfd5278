using SweepCluster.Contracts.Ports;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Storage.Tests.Postgres;

[Integration]
public sealed class PostgresKilledWriterTests : KilledWriterContract
{
    private string? _connection;

    protected override string Place => _connection!;

    protected override IResultStore Open()
    {
        Requirement.SkipWithout(Requirement.Postgres);
        _connection = PostgresServer.Shared.CreateDatabase();
        return PostgresResultStore.Open(new(_connection));
    }
}
