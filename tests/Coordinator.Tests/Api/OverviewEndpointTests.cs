using System.Net.ServerSentEvents;
using System.Text.Json;
using SweepCluster.Client.Messages;
using SweepCluster.Model.Configurations;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

public sealed class OverviewEndpointTests : IAsyncDisposable
{
    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Watch_OfTheServer_TellsOfChangesAlone()
    {
        await _api.StartAsync();
        var id = await _api.FinishAsync();
        using var client = new HttpClient();
        using var stream = await client.GetStreamAsync(new Uri(_api.Server.Address, "api/v1/watch"), ApiRig.Cancellation);
        await using var events = SseParser.Create(stream).EnumerateAsync(ApiRig.Cancellation).Enumerate();
        (await events.NextAsync("the first overview")).ShouldBeTrue();
        var first = JsonDocument.Parse(events.Current.Data).RootElement;
        await _api.Store.CreateSweepAsync(new("other", ApiRig.Spec, null, 2, 2, _api.Time.GetUtcNow()), ApiRig.Cancellation);
        // Again until it comes: the server may not have looked at the clock yet.
        (await events.MoveNextAsync().AsTask()
            .WhileRepeatingAsync(() => _api.Time.Advance(TimeSpan.FromSeconds(1)), "the overview of the new sweep"))
            .ShouldBeTrue();

        events.Current.EventType.ShouldBe("overview");
        var second = JsonDocument.Parse(events.Current.Data).RootElement;
        var sweep = first.GetProperty("sweeps").EnumerateArray().ShouldHaveSingleItem();
        sweep.GetProperty("sweep").GetString().ShouldBe(id);
        sweep.GetProperty("status").GetString().ShouldBe("finished");
        sweep.GetProperty("trials").GetInt64().ShouldBe(4);
        sweep.GetProperty("counts").GetProperty("succeeded").GetInt64().ShouldBe(4);
        sweep.GetProperty("metric").GetString().ShouldBe("val_accuracy");
        var leader = (await _api.GetAsync($"api/v1/sweeps/{id}/leaderboard?top=1")).Json[0];
        sweep.GetProperty("best").GetDouble().ShouldBe(leader.GetProperty("objective").GetDouble());
        second.GetProperty("sweeps").EnumerateArray().Select(one => one.GetProperty("sweep").GetString()).ShouldBe(["other-1", id]);
        second.GetProperty("total_sweeps").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Summary_OfASweep_IsWhatTheListSays()
    {
        await _api.StartAsync();
        var id = await _api.FinishAsync("description: how wide?\ntags: [width, first]\n" + ApiRig.Spec);

        var summary = (await _api.GetAsync($"api/v1/sweeps/{id}/summary")).Json;

        summary.GetProperty("description").GetString().ShouldBe("how wide?");
        summary.GetProperty("maximize").GetBoolean().ShouldBeTrue();
        summary.GetProperty("configurations").GetInt64().ShouldBe(2);
        summary.GetProperty("kind").GetString().ShouldBe("train");
        summary.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["width", "first"]);
    }

    [Fact]
    public async Task Overview_OneSpecThatCannotBeRead_StillHoldsEverySweep()
    {
        await _api.StartAsync();
        var id = await _api.FinishAsync();
        await _api.Store.CreateSweepAsync(
            new("other", "name: other\nno_such_key: 1\n", null, 2, 2, _api.Time.GetUtcNow()), ApiRig.Cancellation);

        using var client = new HttpClient();
        using var stream = await client.GetStreamAsync(new Uri(_api.Server.Address, "api/v1/watch"), ApiRig.Cancellation);
        await using var events = SseParser.Create(stream).EnumerateAsync(ApiRig.Cancellation).Enumerate();
        (await events.NextAsync("the overview")).ShouldBeTrue();
        var sweeps = JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("sweeps").EnumerateArray().ToArray();

        sweeps.Select(sweep => sweep.GetProperty("sweep").GetString()).ShouldBe(["other-1", id], ignoreOrder: true);
        var unreadable = sweeps.Single(sweep => sweep.GetProperty("sweep").GetString() == "other-1");
        unreadable.GetProperty("spec_problem").GetString()!.ShouldContain("spec:");
        unreadable.GetProperty("description").GetString()!.ShouldStartWith("Its spec can't be read by this version");
    }

    [Fact]
    public async Task Slots_OfTheRuntime_TellWhatIsOnThem()
    {
        _api.Slots = [new("worker 0", Accelerator.Cpu, "CPU trainer", false, [new("quick-1", 3, 1, new(2, 50, 100, 0.5, 0.75), 4, 1000)])];
        await _api.StartAsync();

        var slot = (await _api.GetAsync("api/v1/slots")).Json.EnumerateArray().ShouldHaveSingleItem();

        slot.GetProperty("slot").GetString().ShouldBe("worker 0");
        var trial = slot.GetProperty("trials").EnumerateArray().ShouldHaveSingleItem();
        trial.GetProperty("sweep").GetString().ShouldBe("quick-1");
        trial.GetProperty("progress").GetProperty("samples_per_epoch").GetInt32().ShouldBe(100);
        trial.GetProperty("epoch_target").GetInt32().ShouldBe(4);
    }

    [Fact]
    public void Slots_OfASilo_KeepWhatItTells()
    {
        var slot = SlotMessage.From(new("silo/2", Accelerator.Gpu, "a model", true, [new("quick-1", 3, 2, default)]));

        (slot.Slot, slot.Accelerator, slot.Device, slot.Draining).ShouldBe(("silo/2", "gpu", "a model", true));
        slot.Trials.ShouldBe([new SlotTrialMessage("quick-1", 3, 2, default, null, null)]);
    }

    [Fact]
    public async Task Server_ThatEndsWithASweep_ChangesNoOther()
    {
        await _api.StartAsync();
        var id = await _api.FinishAsync();
        var other = await _api.FinishAsync();
        await _api.Server.DisposeAsync();
        await _api.StartAsync(options => options with { Only = id });

        (await _api.GetAsync("api/v1/server")).Json.GetProperty("only").GetString().ShouldBe(id);
        (await _api.SubmitAsync()).ShouldBeProblem(System.Net.HttpStatusCode.Conflict, "conflict").ShouldContain("./sweep serve");
        (await _api.ChangeAsync(other, """{"change": "extend-seeds", "count": 1}"""))
            .ShouldBeProblem(System.Net.HttpStatusCode.Conflict, "conflict")
            .ShouldContain(other);
        (await _api.ChangeAsync(id, """{"change": "extend-seeds", "count": 1}""")).Json.GetProperty("seeds").GetInt32().ShouldBe(3);
    }
}
