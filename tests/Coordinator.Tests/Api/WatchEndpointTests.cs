using System.Net.ServerSentEvents;
using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

public sealed class WatchEndpointTests : IAsyncLifetime
{
    private readonly ApiRig _api = new();
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync() => await _api.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Watch_ARunningSweep_StreamsSnapshotsAndEndsWithIt()
    {
        var gate = _api.Trainer.HoldBefore(1, epoch: 2);
        await _api.SubmitAsync();
        await gate.Reached;
        using var stream = await OpenAsync("quick-1");
        await using var events = SseParser.Create(stream).EnumerateAsync(ApiRig.Cancellation).Enumerate();
        (await events.NextAsync("the first snapshot")).ShouldBeTrue();
        var first = JsonDocument.Parse(events.Current.Data).RootElement;

        gate.Open();
        var kinds = new List<string> { events.Current.EventType };
        var last = first;
        await events.ReadUntilAsync(
            "the watch to end",
            element =>
            {
                kinds.Add(element.EventType);
                if (element.EventType == "snapshot")
                    last = JsonDocument.Parse(element.Data).RootElement;
                return false;
            },
            element => element.Data);

        first.GetProperty("running")[0].GetProperty("progress").GetProperty("epoch").GetInt32().ShouldBe(1);
        first.GetProperty("sweep").GetProperty("process").GetInt32().ShouldBe(Environment.ProcessId);
        kinds[^1].ShouldBe("end");
        kinds[..^1].ShouldAllBe(kind => kind == "snapshot");
        last.GetProperty("sweep").GetProperty("status").GetString().ShouldBe("finished");
        last.GetProperty("counts").GetProperty("succeeded").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Watch_AnIdleSweep_KeepsTheConnectionAlive()
    {
        var sweep = await _api.Store.CreateSweepAsync(new("quick", ApiRig.Spec, null, 2, 2, _api.Time.GetUtcNow()), ApiRig.Cancellation);
        await using var api = new StillService(new(sweep, 4, new Dictionary<TrialState, long>(), [], null));
        _api.ServiceOfApi = api;
        await _api.Server.DisposeAsync();
        await _api.StartAsync();
        using var reader = new StreamReader(await OpenAsync(sweep.Id));
        await reader.ReadUntilAsync("the end of the first snapshot", line => line.Length == 0);

        // Again until it comes: the server may not have looked at the clock yet.
        var next = await reader.ReadLineAsync(ApiRig.Cancellation).AsTask()
            .WhileRepeatingAsync(() => _api.Time.Advance(TimeSpan.FromSeconds(15)), "a sign of life");

        next.ShouldBe(": keep-alive");
    }

    [Fact]
    public async Task Watch_WithALastEventId_BeginsWithThePresent()
    {
        var id = await _api.FinishAsync();

        var answer = await _api.SendAsync(HttpMethod.Get, $"api/v1/sweeps/{id}/watch", headers: ("Last-Event-ID", "7"));

        answer.Type.ShouldBe("text/event-stream");
        answer.Body.ShouldStartWith("event: snapshot\nid: 1\ndata: {\"sweep\":{\"sweep\":\"quick-1\"");
        answer.Body.ShouldEndWith("event: end\ndata: {}\n\n");
    }

    [Fact]
    public async Task Watch_ASweepThatTheMachineStops_EndsWithTheFailure()
    {
        _api.Trainer.Script = _ => throw new SweepException("the disk is full", SweepErrorKind.Environment);
        await _api.SubmitAsync();

        var answer = await _api.GetAsync("api/v1/sweeps/quick-1/watch");

        answer.Body.ShouldContain("event: failure\ndata: {\"type\":\"urn:sweepcluster:problem:environment\"");
        answer.Body.ShouldContain("the disk is full");
    }

    private async Task<Stream> OpenAsync(string id) =>
        await _client.GetStreamAsync(new Uri(_api.Server.Address, $"api/v1/sweeps/{id}/watch"), ApiRig.Cancellation);
}
