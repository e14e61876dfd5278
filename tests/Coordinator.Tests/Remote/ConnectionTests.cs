using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using SweepCluster.Client;
using SweepCluster.Client.Messages;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>Servers that are not there, not ours, busy or gone for a while.</summary>
public sealed class ConnectionTests : IAsyncDisposable
{
    private readonly ClusterRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Verb_WhereNothingListens_EndsWithOneAndSaysHowToStartIt()
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";

        var (code, _, error) = await _rig.InvokeAsync("ls", "--cluster", address);

        code.ShouldBe(1);
        error.ShouldBe($"{address} can't be reached: nothing listens there. Start it with ./sweep serve, or correct --cluster\n");
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "Is --cluster the address")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "Is --cluster the address")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "Use the same version")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[}", "Use the same version")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[", "can't be reached")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "can't be reached")]
    public async Task Verb_WhereSomethingElseAnswers_EndsWithOne(string answer, string hint)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var answering = AnswerAsync(other, answer);

        var (code, _, error) = await _rig.InvokeAsync("ls", "--cluster", $"http://{other.LocalEndpoint}");
        await answering.WithinDeadlineAsync("the other server to have answered");

        code.ShouldBe(1, error);
        error.ShouldContain(hint);
        error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("127.0.0.1:7070")]
    [InlineData("ftp://host")]
    [InlineData("http://user:password@host")]
    [InlineData("http://host/?key=1")]
    public async Task Cluster_ThatIsNoAddress_IsRefused(string url)
    {
        var (code, _, error) = await _rig.InvokeAsync("ls", "--cluster", url);

        code.ShouldBe(2);
        error.ShouldStartWith("--cluster: ");
    }

    [Fact]
    public async Task Watch_WhenTheServerIsRestarted_GoesOn()
    {
        await _rig.StartAsync();
        var gate = _rig.Api.Trainer.HoldBefore(2, epoch: 2);
        await _rig.Api.SubmitAsync();
        await gate.Reached;
        using var client = new ApiClient(new(_rig.Api.Server.Address, Key: null), TimeProvider.System);
        await using var service = new RemoteSweepService(client, TimeProvider.System);
        await using var snapshots = service.WatchAsync("quick-1", ApiRig.Cancellation).Enumerate();
        (await snapshots.NextAsync("the first snapshot")).ShouldBeTrue();

        var port = _rig.Api.Server.Address.Port;
        await _rig.Api.Server.DisposeAsync();
        await _rig.Api.StartAsync(options => options with { Endpoint = new(IPAddress.Loopback, port) });

        (await snapshots.NextAsync("a snapshot of the restarted server")).ShouldBeTrue();
        gate.Open();
        var last = await snapshots.LastAsync("the watch to end", SweepWaits.Describe);
        last.Sweep.Status.ShouldBe(SweepStatus.Finished);
    }

    [Fact]
    public async Task Read_BeyondTheRate_WaitsAsToldAndAsksAgain()
    {
        await _rig.Api.StartAsync(options => options with { RequestsPerMinute = 10 });
        var time = new SkippingTime(_rig.Api.Time);
        using var client = new ApiClient(new(_rig.Api.Server.Address, Key: null), time);
        var store = new RemoteResults(client);
        await store.ListSweepsAsync(ApiRig.Cancellation);

        (await store.ListSweepsAsync(ApiRig.Cancellation)).ShouldBeEmpty();

        time.Waits.ShouldBe([TimeSpan.FromSeconds(6)]);
    }

    [Fact]
    public async Task Question_BeyondTheRate_WaitsAsToldAndIsAskedAgain()
    {
        await _rig.Api.StartAsync(options => options with { RequestsPerMinute = 10 });
        var time = new SkippingTime(_rig.Api.Time);
        using var client = new ApiClient(new(_rig.Api.Server.Address, Key: null), time);
        await new RemoteResults(client).ListSweepsAsync(ApiRig.Cancellation);

        var refusal = await Should.ThrowAsync<SweepException>(() => client.QueryAsync(
            "sweeps/none-1/trials/0/answers",
            () => JsonContent.Create(new QuestionMessage([new(Number: 0)]), WireJson.Instance.QuestionMessage),
            WireJson.Instance.IReadOnlyListNetworkAnswer,
            ApiRig.Cancellation));

        refusal.Message.ShouldContain("There is no sweep 'none-1'");
        time.Waits.ShouldBe([TimeSpan.FromSeconds(6)]);
    }

    [Fact]
    public async Task Results_OfAServer_AreNotWritable()
    {
        await _rig.StartAsync();
        using var client = new ApiClient(new(_rig.Api.Server.Address, Key: null), TimeProvider.System);

        Should.Throw<SweepException>(() => ResultStores.Writable(new RemoteResults(client)))
            .Message.ShouldContain("can't be written from here");
    }

    private static async Task AnswerAsync(TcpListener other, string answer)
    {
        using var connection = await other.AcceptSocketAsync(ApiRig.Cancellation);
        await connection.ReceiveAsync(new byte[4096], SocketFlags.None, ApiRig.Cancellation);
        await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), SocketFlags.None, ApiRig.Cancellation);
        connection.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Waits end at once, and the server's clock is advanced by the same time.</summary>
    private sealed class SkippingTime(FakeTimeProvider server) : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            server.Advance(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
