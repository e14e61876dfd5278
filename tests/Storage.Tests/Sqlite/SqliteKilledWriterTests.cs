using SweepCluster.Contracts.Ports;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Storage.Tests.Sqlite;

[Integration]
public sealed class SqliteKilledWriterTests : KilledWriterContract, IDisposable
{
    private readonly TemporaryFolder _home = new();

    protected override string Place => _home.Path;

    public void Dispose() => _home.Dispose();

    protected override IResultStore Open() => SqliteResultStore.Open(_home.Path);
}
