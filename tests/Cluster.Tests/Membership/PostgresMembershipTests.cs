using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Membership;

/// <summary>Orleans' own ADO.NET provider on the tables and query texts of our migration.</summary>
public sealed class PostgresMembershipTests
{
    private const string ClusterId = "membership";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Silos_OnOneDatabase_FindEachOtherAndAreFoundByAClient()
    {
        var connection = Migrated();
        using var first = await StartSiloAsync(connection);
        using var second = await StartSiloAsync(connection);

        var silos = first.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Eventually.PassesAsync(
            "two active silos",
            async () => (await silos.GetHosts(true, Cancellation)).Values.ShouldBe([SiloStatus.Active, SiloStatus.Active]));
        using var client = new HostBuilder()
            .UseOrleansClient(orleans => orleans
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection))
                .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = ClusterId))
            .Build();
        await client.StartAsync(Cancellation).WithinDeadlineAsync("the client to connect");
        var seen = client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);
        await Eventually.PassesAsync(
            "the client to find two silos", async () => (await seen.GetHosts(true, Cancellation)).Count.ShouldBe(2));
        await client.StopAsync(Cancellation).WithinDeadlineAsync("the client to stop");

        await second.StopAsync(Cancellation).WithinDeadlineAsync("the second silo to stop");
        await Eventually.PassesAsync(
            "the stopped silo to be dead",
            async () => (await silos.GetHosts(false, Cancellation)).Values.Order().ShouldBe([SiloStatus.Active, SiloStatus.Dead]));
        await first.StopAsync(Cancellation).WithinDeadlineAsync("the first silo to stop");
    }

    [PostgresFact]
    public async Task Table_StaleVersion_ChangesNothing()
    {
        var table = await OpenTableAsync();
        var before = await table.ReadAllAsync(Cancellation);
        var entry = Entry(1, SiloStatus.Joining);

        (await table.InsertRowAsync(entry, before.Version.Next(), Cancellation)).ShouldBeTrue();
        var after = await table.ReadAllAsync(Cancellation);
        after.Version.Version.ShouldBe(before.Version.Version + 1);
        (await table.InsertRowAsync(entry, after.Version.Next(), Cancellation)).ShouldBeFalse("the row is there.");
        (await table.InsertRowAsync(Entry(2, SiloStatus.Joining), before.Version.Next(), Cancellation))
            .ShouldBeFalse("the version is older.");
        var row = after.Members.Single(member => member.Item1.SiloAddress.Equals(entry.SiloAddress));
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(Entry(3, SiloStatus.Active).SiloAddress, entry.StartTime);
        (await table.UpdateRowAsync(entry, row.Item2, before.Version.Next(), Cancellation)).ShouldBeFalse("the version is older.");
        (await table.ReadAllAsync(Cancellation)).Version.Version.ShouldBe(after.Version.Version, "refusals raise nothing.");

        (await table.UpdateRowAsync(entry, row.Item2, after.Version.Next(), Cancellation)).ShouldBeTrue();
        var (read, _) = (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members.ShouldHaveSingleItem();
        read.Status.ShouldBe(SiloStatus.Dead);
        read.SuspectTimes.ShouldHaveSingleItem();
        (read.SiloName, read.HostName, read.ProxyPort, read.StartTime).ShouldBe(
            (entry.SiloName, entry.HostName, entry.ProxyPort, entry.StartTime));
    }

    [PostgresFact]
    public async Task Cleanup_OldDeadSilos_TakesThemAlone()
    {
        var table = await OpenTableAsync();
        foreach (var entry in new[] { Entry(1, SiloStatus.Dead), Entry(2, SiloStatus.Joining), Entry(3, SiloStatus.Dead) })
            (await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation)).ShouldBeTrue();
        var alive = Entry(3, SiloStatus.Dead);
        alive.IAmAliveTime = alive.StartTime.AddHours(2);
        await table.UpdateIAmAliveAsync(alive, Cancellation);

        await table.CleanupDefunctSiloEntriesAsync(alive.StartTime.AddHours(1), Cancellation);

        (await table.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1.SiloAddress.Generation).Order().ShouldBe([2, 3]);
        await table.DeleteMembershipTableEntriesAsync(ClusterId, Cancellation);
    }

    [PostgresFact]
    public async Task Table_ForARoleThatDoesNotOwnIt_IsReadWrittenAndCleared()
    {
        var owner = PostgresServer.Shared.CreateDatabase();
        var user = PostgresServer.Shared.CreateRole(owner, "silo");
        PostgresResultStore.Migrate(new(owner), "silo");
        var table = await OpenTableAsync(PostgresConnection.ForMembership(user));
        var entry = Entry(1, SiloStatus.Joining);

        (await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation)).ShouldBeTrue();
        var (row, version) = (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members.ShouldHaveSingleItem();
        row.Status = SiloStatus.Dead;
        (await table.UpdateRowAsync(row, version, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation)).ShouldBeTrue();
        await table.UpdateIAmAliveAsync(entry, Cancellation);
        await table.CleanupDefunctSiloEntriesAsync(entry.StartTime.AddHours(1), Cancellation);

        (await table.ReadAllAsync(Cancellation)).Members.ShouldBeEmpty();
    }

    /// <summary>The provider's table alone: no silo probes the made-up ones.</summary>
    /// <param name="connection">Null: of a new database.</param>
    private static async Task<IMembershipTable> OpenTableAsync(string? connection = null)
    {
        var table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new ClusterOptions { ClusterId = ClusterId }),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = "Npgsql", ConnectionString = connection ?? Migrated() }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(true, Cancellation);
        return table;
    }

    private static string Migrated()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        PostgresResultStore.Migrate(new(connection));
        return PostgresConnection.ForMembership(connection);
    }

    private static MembershipEntry Entry(int number, SiloStatus status)
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse("10.0.0.1"), 11111, number),
            SiloName = $"silo-{number}",
            HostName = "gpu-1",
            Status = status,
            ProxyPort = 30000,
            StartTime = start,
            IAmAliveTime = start,
        };
    }

    private static async Task<IHost> StartSiloAsync(string connection)
    {
        var host = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseOrleans(orleans => orleans
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection))
                .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = ClusterId)
                .ConfigureEndpoints(IPAddress.Loopback, FreePort.Find(), FreePort.Find()))
            .Build();
        await host.StartAsync(Cancellation).WithinDeadlineAsync("a silo to start");
        return host;
    }
}
