using System.Net;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Security;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Streams that are open while keys change.</summary>
public sealed class RevokedKeyTests : IAsyncLifetime
{
    private readonly ApiRig _api = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private StillService? _service;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        var sweep = await _api.Store.CreateSweepAsync(new("quick", ApiRig.Spec, null, 2, 2, _api.Time.GetUtcNow()), ApiRig.Cancellation);
        _service = new(new(sweep, 4, new Dictionary<TrialState, long>(), [], null));
        _api.ServiceOfApi = _service;
        _path = $"api/v1/sweeps/{sweep.Id}/watch";
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _service!.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("api/v1/watch")]
    public async Task Stream_ItsKeyIsRevoked_IsCutAndOthersGoOn(string? path)
    {
        var (eve, ada) = (_api.AddKey(KeyScope.Read, "eve"), _api.AddKey(KeyScope.Read, "ada"));
        await _api.StartAsync();
        using var cut = await OpenAsync(path ?? _path, eve);
        using var kept = await OpenAsync(path ?? _path, ada);

        _api.Keys.Revoke("eve");

        await ShouldBeCutAsync(cut);
        var next = await kept.ReadLineAsync(ApiRig.Cancellation).AsTask()
            .WhileRepeatingAsync(() => _api.Time.Advance(KeyRecheck.Interval), "a sign of life");
        next.ShouldNotBeNull();
        _api.Key = eve;
        (await _api.GetAsync(_path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Stream_OpenedWithoutKeys_IsCutWhenThereIsOne()
    {
        await _api.StartAsync();
        using var stream = await OpenAsync(_path, key: null);

        _api.AddKey(KeyScope.Read);

        await ShouldBeCutAsync(stream);
    }

    private Task<IOException> ShouldBeCutAsync(StreamReader stream) => Should.ThrowAsync<IOException>(
        () => stream.ReadToEndAsync(ApiRig.Cancellation)
            .WhileRepeatingAsync(() => _api.Time.Advance(KeyRecheck.Interval), "the stream to be cut"));

    private async Task<StreamReader> OpenAsync(string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api.Server.Address, path));
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiRig.Cancellation)
            .WithinDeadlineAsync("the beginning of a stream");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(ApiRig.Cancellation));
        await stream.ReadUntilAsync("the end of the first event", line => line.Length == 0);
        return stream;
    }
}
