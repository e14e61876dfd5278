using Microsoft.Extensions.Time.Testing;
using SweepCluster.Client;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Model;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>Answers of the API that are lost on their way, after the server has done what was asked for.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly ApiRig _api = new();

    public async ValueTask InitializeAsync() => await _api.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    // Cut before the answer, within its headers, and within its body.
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-20)]
    public async Task Submit_ItsAnswersAreLost_SubmitsOneSweep(int kept)
    {
        await using var cutter = new AnswerCutter(() => _api.Server.Address.Port, cuts: 2, kept);
        using var client = new ApiClient(new(cutter.Address, Key: null), TimeProvider.System);
        await using var service = new RemoteSweepService(client, TimeProvider.System);

        var sweep = await service.SubmitAsync(new(ApiRig.Spec, null), ApiRig.Cancellation)
            .WithinDeadlineAsync("the submission to be answered");

        sweep.Id.ShouldBe("quick-1");
        cutter.Left.ShouldBeLessThan(0, "two answers were lost, and the third was not");
        (await _api.Store.ListSweepsAsync(ApiRig.Cancellation)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-20)]
    public async Task Extend_ItsAnswersAreLost_ExtendsOnce(int kept)
    {
        var id = await _api.FinishAsync();
        await using var cutter = new AnswerCutter(() => _api.Server.Address.Port, cuts: 2, kept);
        using var client = new ApiClient(new(cutter.Address, Key: null), TimeProvider.System);
        await using var service = new RemoteSweepService(client, TimeProvider.System);

        var extended = await service.ChangeAsync(id, new SweepChange.ExtendEpochs(2), ApiRig.Cancellation)
            .WithinDeadlineAsync("the extension to be answered");
        await _api.GetAsync($"api/v1/sweeps/{id}/watch");

        cutter.Left.ShouldBeLessThan(0, "two answers were lost, and the third was not");
        extended.EpochBonus.ShouldBe(2);
        (await _api.Store.FindSweepAsync(id, ApiRig.Cancellation))!.EpochBonus.ShouldBe(2);
    }

    [Fact]
    public async Task Submit_EveryAnswerIsLost_EndsAtTheDeadline()
    {
        await using var cutter = new AnswerCutter(() => _api.Server.Address.Port, cuts: int.MaxValue, kept: 0);
        var time = new FakeTimeProvider();
        using var client = new ApiClient(new(cutter.Address, Key: null), time);
        await using var service = new RemoteSweepService(client, time);

        var submitting = service.SubmitAsync(new(ApiRig.Spec, null), ApiRig.Cancellation);
        var failure = await Should.ThrowAsync<SweepException>(
            () => submitting.WhileRepeatingAsync(() => time.Advance(TimeSpan.FromSeconds(1)), "the submission to be given up"));

        failure.Kind.ShouldBe(SweepErrorKind.Environment);
        failure.Message.ShouldContain("can't be reached");
        (await _api.Store.ListSweepsAsync(ApiRig.Cancellation)).ShouldHaveSingleItem();
    }

    // The clock stands still: a client that waited for another attempt would never return.
    [Fact]
    public async Task Submit_WhereNothingListens_IsGivenUpAtOnce()
    {
        var time = new FakeTimeProvider();
        using var client = new ApiClient(new(new($"http://127.0.0.1:{FreePort.Find()}/"), Key: null), time);
        await using var service = new RemoteSweepService(client, time);

        var failure = await Should.ThrowAsync<SweepException>(
            () => service.SubmitAsync(new(ApiRig.Spec, null), ApiRig.Cancellation).WithinDeadlineAsync("the submission to be given up"));

        failure.Message.ShouldContain("nothing listens there");
    }
}
