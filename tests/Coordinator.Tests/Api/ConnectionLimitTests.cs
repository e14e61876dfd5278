using System.Net;
using System.Net.Sockets;
using System.Text;
using SweepCluster.Api.Limits;
using SweepCluster.Model;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Clients that take connections and do nothing with them.</summary>
public sealed class ConnectionLimitTests : IAsyncDisposable
{
    private const string Question = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly ApiRig _api = new();
    private readonly List<TcpClient> _clients = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Connection_ThatSendsNothing_IsClosedAtTheDeadline()
    {
        await _api.StartAsync();
        var silent = await ConnectAsync();

        var received = await ReadToEndAsync(silent)
            .WhileRepeatingAsync(() => _api.Time.Advance(ConnectionLimits.SilenceDeadline), "a silent connection to be closed");

        received.ShouldBe("");
    }

    [Fact]
    public async Task Connections_ThatSendNothing_MakeRoomForARequest()
    {
        await _api.StartAsync(options => options with { ConnectionsPerAddress = 2 });
        for (var i = 0; i < 30; i++)
            await TryConnectAsync();

        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connections_BeyondThoseOfAnAddress_AreRefusedUntilOneEnds()
    {
        await _api.StartAsync(options => options with { ConnectionsPerAddress = 2 });
        var held = await HoldAsync(6);

        (await GetAsync()).ShouldBe("");

        held[0].Dispose();
        await Eventually.PassesAsync("a connection in place of the closed one", async () => (await GetAsync()).ShouldContain("200 OK"));
    }

    [Fact]
    public async Task HealthPort_WhileTheOtherPortIsFull_AnswersProbesAndNothingElse()
    {
        var port = FreePort.Find();
        await _api.StartAsync(options => options with { ConnectionsPerAddress = 1, HealthPort = port });
        await HoldAsync(3);
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        (await GetAsync()).ShouldBe("");
        (await client.GetStringAsync(new Uri("health/live", UriKind.Relative), ApiRig.Cancellation)).ShouldBe("live");
        (await client.GetStringAsync(new Uri("health/ready", UriKind.Relative), ApiRig.Cancellation)).ShouldBe("ready");
        foreach (var path in new[] { "", "api/v1/sweeps", "metrics", "openapi/v1.json", "healthy" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), ApiRig.Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task HealthPort_ThatIsTaken_IsRefusedByItsName()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<SweepException>(() => _api.StartAsync(options => options with { HealthPort = port }));

        refusal.Message.ShouldStartWith("--health-port: ");
    }

    [Fact]
    public async Task Server_WithASilentConnection_StopsAtOnce()
    {
        await _api.StartAsync();
        var silent = await ConnectAsync();

        await _api.Server.DisposeAsync().AsTask().WithinDeadlineAsync("the server to stop", deadline: TimeSpan.FromSeconds(20));

        (await ReadToEndAsync(silent).WithinDeadlineAsync("the connection to be closed")).ShouldBe("");
        await _api.StartAsync();
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::1", "::1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void AddressGroup_OfAnAddress_IsWhatOneMachineMayUse(string address, string group) =>
        AddressGroup.Describe(IPAddress.Parse(address)).ShouldBe(group);

    /// <summary>Connections that have been answered and stay open.</summary>
    private async Task<List<TcpClient>> HoldAsync(int count)
    {
        var held = new List<TcpClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await ConnectAsync();
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Question), ApiRig.Cancellation);
            var reading = client.GetStream().ReadAsync(new byte[1], ApiRig.Cancellation).AsTask();
            (await reading.WithinDeadlineAsync("the beginning of an answer")).ShouldBe(1);
            held.Add(client);
        }

        return held;
    }

    /// <summary>The answer to a request on a connection of its own; empty where the connection is refused.</summary>
    private async Task<string> GetAsync()
    {
        if (await TryConnectAsync() is not { } client)
            return "";
        try
        {
            var question = Question.Replace("Host:", "Connection: close\r\nHost:", StringComparison.Ordinal);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(question), ApiRig.Cancellation);
        }
        catch (IOException)
        {
            return "";
        }

        return await ReadToEndAsync(client).WithinDeadlineAsync("the end of a connection");
    }

    /// <summary>Null: the connection was reset before this side knew of it.</summary>
    private async Task<TcpClient?> TryConnectAsync()
    {
        try
        {
            return await ConnectAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, _api.Server.Address.Port, ApiRig.Cancellation);
        return client;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, ApiRig.Cancellation) is > 0 and var count)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // A reset ends it, too.
        }

        return text.ToString();
    }
}
