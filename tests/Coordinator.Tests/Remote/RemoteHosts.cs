using System.Net;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Client;
using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>Embedded services behind the API, used through its client: whatever a test does goes over HTTP.</summary>
internal sealed class RemoteHosts : SweepHosts
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteResultStore _store;

    public RemoteHosts() => _store = SqliteResultStore.Open(_folder.Path);

    public override async Task<SweepHost> StartAsync(ITrainer trainer, int workers)
    {
        var service = new EmbeddedSweepService(_store, _ => trainer, new(workers, _folder.Combine("checkpoints")), Time);
        var options = new ApiOptions(new(IPAddress.Loopback, 0), _folder.Path) { RequestsPerMinute = 1_000_000 };
        var server = await ApiServer.StartAsync(
            options, new(service, _store, (_, _, pinned, _) => pinned), Time, logging: null, TestContext.Current.CancellationToken);
        return new RemoteHost(service, server, new(new(server.Address, Key: null), TimeProvider.System));
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class RemoteHost(EmbeddedSweepService service, ApiServer server, ApiClient client) : SweepHost
    {
        public override ISweepService Service { get; } = new RemoteSweepService(client, TimeProvider.System);

        public override IResultReader Store { get; } = new RemoteResults(client);

        public override Task CrashAsync() => throw new NotSupportedException("A crash is the embedded runtime's affair.");

        public override async ValueTask DisposeAsync()
        {
            await service.DisposeAsync();
            await Store.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}

public sealed class RemoteLifecycleTests() : SweepLifecycleSuite(new RemoteHosts());

public sealed class RemoteFailureTests() : SweepFailureSuite(new RemoteHosts());

public sealed class RemoteRetryTests() : SweepRetrySuite(new RemoteHosts());

public sealed class RemoteExtensionTests() : SweepExtensionSuite(new RemoteHosts());

public sealed class RemoteRepetitionTests() : SweepRepetitionSuite(new RemoteHosts());
