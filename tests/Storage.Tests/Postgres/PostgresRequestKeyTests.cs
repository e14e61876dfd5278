using SweepCluster.Contracts.Ports;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Postgres;

[Integration]
public sealed class PostgresRequestKeyTests : RequestKeyContract
{
    private string? _connection;

    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await base.DisposeAsync();
    }

    protected override IResultStore Open()
    {
        Requirement.SkipWithout(Requirement.Postgres);
        _connection ??= PostgresServer.Shared.CreateDatabase();
        return PostgresResultStore.Open(new(_connection));
    }
}
