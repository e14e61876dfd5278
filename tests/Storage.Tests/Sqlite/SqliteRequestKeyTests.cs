using SweepCluster.Contracts.Ports;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Sqlite;

public sealed class SqliteRequestKeyTests : RequestKeyContract
{
    private readonly TemporaryFolder _home = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _home.Dispose();
    }

    protected override IResultStore Open() => SqliteResultStore.Open(_home.Path);
}
