using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using SweepCluster.Api.Keys;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Every endpoint by every method, with every kind of key and hostile requests: no request is admitted without the scope
/// that the endpoint declares, nothing is answered by an internal error, and no answer contains a secret.</summary>
[Integration]
public sealed class RequestMatrixTests : IAsyncLifetime
{
    private static readonly string[] Traces = ["   at ", ".cs:line", "Exception:", "Microsoft.AspNetCore", "SweepCluster.", "root:x:0"];

    private static readonly string[] Improper =
    [
        "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/v1/sweeps/\u00ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/api/v1/sweeps HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/api/v1/sweeps HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/sweeps HTTP/1.1\r\n\r\n",
        "GET /api/v1/sweeps HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        "GET /api/v1/sweeps HTTP/1.0\r\n\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "POST /api/v1/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        "POST /api/v1/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: -1\r\n\r\n",
        "\0\u0001\u0002\r\n\r\n",
    ];

    private readonly ApiRig _api = new();
    private readonly HttpClient _client = CreateClient();
    private readonly List<MatrixSender> _senders = [new("nobody", null, null), new("a wrong key", "swp_wrong", null)];
    private readonly List<string> _secrets = [.. Traces];
    private readonly List<string> _failures = [];
    private EmbeddedMetrics? _metrics;
    private IReadOnlyList<MatrixRoute> _routes = [];

    public async ValueTask InitializeAsync()
    {
        _metrics = new(_api.Store, TimeProvider.System);
        _api.MetricsOfApi = _metrics;
        await _api.StartAsync();
        await _api.FinishAsync();
        _routes = RequestMatrix.Routes(_api.Server.Endpoints);
        _routes.Count.ShouldBeGreaterThan(30);
        _routes.ShouldNotContain(route => route.Scope == null && route.Path.StartsWith("/api/"), "the API needs a key");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        if (_metrics is not null)
            await _metrics.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_EveryMethodAndKey_LetsInByItsScopeAlone()
    {
        await RestartWithKeysAsync();
        foreach (var path in _routes.Select(route => route.Path).Distinct())
        {
            foreach (var method in RequestMatrix.Methods)
            {
                var route = _routes.FirstOrDefault(known => known.Path == path && known.Method == (method == "HEAD" ? "GET" : method));
                var tried = new MatrixRoute(path, method, route?.Scope, route?.ContentType ?? "application/json");
                foreach (var sender in _senders)
                    await TryAsync(tried, sender, Expected(route, path, sender));
            }
        }

        await ShouldHaveChangedNothingAsync();
    }

    [Fact]
    public async Task Endpoint_HostileRequests_AreAnsweredWithoutAnErrorOrAnythingThatNeedsAKey()
    {
        await RestartWithKeysAsync();
        foreach (var route in _routes)
        {
            foreach (var hostile in RequestMatrix.Hostile(route))
            {
                foreach (var sender in _senders.Where(sender => sender.Scope is KeyScope.Admin || sender.Key is null))
                    await TryAsync(route, sender, status => IsWanted(route, hostile, sender, status), hostile);
            }
        }

        await ShouldHaveChangedNothingAsync();
    }

    [Fact]
    public async Task Endpoint_WithoutKeys_IsClosedToPagesOfOthers()
    {
        var local = new MatrixSender("local", null, KeyScope.Admin);
        foreach (var route in _routes)
        {
            var path = RequestMatrix.Fill(route.Path);
            await TryAsync(route, local, status => status is not (401 or 403));
            await TryAsync(route, local, IsForbidden, new("a foreign host", path, request => request.Headers.Host = "evil.example"));
            await TryAsync(route, local, IsForbidden, new("a foreign origin", path, request => request.Headers.Add("Origin", "null")));
        }

        await ShouldHaveChangedNothingAsync();
    }

    [Fact]
    public async Task Request_ThatIsNotProperHttp_IsRefused()
    {
        foreach (var request in Improper)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _api.Server.Address.Port, ApiRig.Cancellation);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), ApiRig.Cancellation);
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);

            var reading = reader.ReadLineAsync(ApiRig.Cancellation).AsTask();
            var answer = await reading.WithinDeadlineAsync($"the first line of the answer to {request}");

            answer.ShouldNotBeNull(request).ShouldMatch("^HTTP/1.1 (4[0-9][0-9]|505) ", request);
        }

        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        await ShouldHaveChangedNothingAsync();
    }

    private static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        return new(handler) { Timeout = Eventually.Deadline };
    }

    private static bool IsForbidden(int status) => status == 403;

    private static Func<int, bool> Expected(MatrixRoute? route, string path, MatrixSender sender) => route switch
    {
        null => status => status == (sender.Scope is null && path.StartsWith("/api/", StringComparison.Ordinal) ? 401 : 405),
        { Scope: { } needed } when sender.Scope is null || sender.Scope < needed => status => status == (sender.Scope is null ? 401 : 403),
        _ => status => status is not (401 or 403 or 405),
    };

    private static bool IsWanted(MatrixRoute route, HostileRequest hostile, MatrixSender sender, int status)
    {
        if ((hostile.Expected ?? (sender.Scope is null ? null : hostile.ExpectedOfAdmin)) is { } expected)
            return status == expected;
        return sender.Scope is not null || route.Scope is null || status >= 300;
    }

    private async Task RestartWithKeysAsync()
    {
        foreach (var scope in Enum.GetValues<KeyScope>())
            _senders.Add(new(scope.Name(), _api.AddKey(scope), scope));
        _senders.Add(new("a revoked key", _api.AddKey(KeyScope.Admin, "revoked"), null));
        _api.Keys.Revoke("revoked");
        _secrets.AddRange(_senders.Where(sender => sender.Key != "swp_wrong").Select(sender => sender.Key).OfType<string>());
        _secrets.AddRange(_api.Keys.Read().Select(key => key.Sha256));
        _api.Key = _senders.Single(sender => sender.Scope == KeyScope.Admin).Key;
        // The same server: it has seen that there are keys now.
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task TryAsync(MatrixRoute route, MatrixSender sender, Func<int, bool> isWanted, HostileRequest? hostile = null)
    {
        var path = hostile?.Path ?? RequestMatrix.Fill(route.Path);
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri($"http://127.0.0.1:{_api.Server.Address.Port}{path}", raw);
        using var request = new HttpRequestMessage(new(route.Method), address);
        if (sender.Key is not null)
            request.Headers.Authorization = new("Bearer", sender.Key);
        if (route.Method is "POST" or "PUT" or "PATCH")
            request.Content = new ByteArrayContent("{}"u8.ToArray());
        hostile?.Change(request);
        if (request.Content is { } content)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue(route.ContentType);
            // A large body is sent only if the server wants it.
            request.Headers.ExpectContinue = content.Headers.ContentLength > ushort.MaxValue;
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiRig.Cancellation);
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var body = isStream ? "" : await answer.Content.ReadAsStringAsync(ApiRig.Cancellation);
        var status = (int)answer.StatusCode;
        var what = $"{route.Method} {AuditLog.Cut(path)} by {sender.Name}, {hostile?.Name ?? "plain"}: {status} {AuditLog.Cut(body)}";
        if (status >= 500 || !isWanted(status))
            _failures.Add($"{what} is not wanted");
        if (_secrets.Any(secret => body.Contains(secret, StringComparison.Ordinal)) || answer.Headers.Contains("Set-Cookie"))
            _failures.Add($"{what} contains what it should not");
        // The web server refuses what isn't proper HTTP before any code of ours.
        if (body.Length == 0 && status is 400 or 414 or 431)
            return;
        var isPage = status == 200 && answer.Content.Headers.ContentType?.MediaType == "text/html";
        var isSniffed = !answer.Headers.TryGetValues("X-Content-Type-Options", out var options) || options.Single() != "nosniff";
        if (isSniffed || (!isPage && answer.Headers.CacheControl?.NoStore != true))
            _failures.Add($"{what} lacks a header");
    }

    private async Task ShouldHaveChangedNothingAsync()
    {
        _failures.ShouldBeEmpty();
        (await _api.Store.ListSweepsAsync(ApiRig.Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("quick-1");
        new FileInfo(Path.Combine(_api.Home, "audit.log")).Length.ShouldBeLessThan(1 << 20);
    }
}
