using System.Net;
using System.Text.Json;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The server behind a proxy with TLS, which brings every request over HTTP from the proxy's own address.</summary>
public sealed class ProxyTests : IAsyncDisposable
{
    private const string Public = "https://sweeps.example.org";
    private const string Visitor = "203.0.113.7";

    private static readonly (string Name, string Value) Host = ("Host", "sweeps.example.org");

    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("https://sweeps.example.org", "https://sweeps.example.org", true)]
    [InlineData("https://sweeps.example.org/", "https://SWEEPS.example.org", true)]
    [InlineData("https://sweeps.example.org:443", "https://sweeps.example.org", true)]
    [InlineData("https://sweeps.example.org:8443", "https://sweeps.example.org:8443", true)]
    [InlineData("https://bücher.example.org", "https://xn--bcher-kva.example.org", true)]
    [InlineData("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", true)]
    [InlineData("https://sweeps.example.org", "https://sweeps.example.org:8443", false)]
    [InlineData("https://sweeps.example.org", "https://evil.example", false)]
    [InlineData("https://sweeps.example.org", "null", false)]
    public async Task Button_OfThePublicAddress_IsTaken(string publicUrl, string origin, bool taken)
    {
        _api.Key = _api.AddKey(KeyScope.Submit);
        await _api.StartAsync(options => options with { PublicUrl = ApiOptions.ParsePublicUrl(publicUrl, "--public-url") });

        var answer = await SubmitAsync(Host, ("Origin", origin), ("Sec-Fetch-Site", "same-origin"));

        answer.Status.ShouldBe(taken ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.Body);
    }

    [Fact]
    public async Task Button_BehindAProxyThatIsNotKnown_IsRefusedWithTheRemedy()
    {
        _api.Key = _api.AddKey(KeyScope.Submit);
        await _api.StartAsync();

        var answer = await SubmitAsync(Host, ("Origin", Public), ("X-Forwarded-Proto", "https"));

        answer.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden").ShouldContain("--public-url");
    }

    [Theory]
    [InlineData("127.0.0.1", Visitor, "https", true)]
    [InlineData("127.0.0.0/8", Visitor, "https", true)]
    // The address that the first proxy saw is the client's; what the client itself sent is not believed.
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "https", true)]
    [InlineData("127.0.0.1", Visitor, "http", false)]
    [InlineData("10.0.0.0/8", "127.0.0.1", "https", false)]
    [InlineData("::1", "127.0.0.1", "https", false)]
    public async Task Headers_OfAProxy_CountWhereItIsTrusted(string trusted, string forwarded, string scheme, bool taken)
    {
        _api.Key = _api.AddKey(KeyScope.Submit);
        await _api.StartAsync(options => options with { TrustedProxies = [ApiOptions.ParseProxy(trusted, "--trusted-proxy")] });

        var answer = await SubmitAsync(
            ("Host", "api.sweepcluster.svc"), ("Origin", Public),
            ("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", "sweeps.example.org"));

        answer.Status.ShouldBe(taken ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.Body);
        var expected = trusted.StartsWith("127.", StringComparison.Ordinal) ? Visitor : "127.0.0.1";
        (await AddressesAsync()).ShouldAllBe(address => address == expected);
    }

    [Fact]
    public async Task Headers_OfAChainOfTrustedProxies_GiveTheAddressBeforeIt()
    {
        await StartBehindAsync("127.0.0.1", "10.0.0.0/8");

        await SubmitAsync(("X-Forwarded-For", $"198.51.100.1, {Visitor}, 10.1.2.3"));

        (await AddressesAsync()).ShouldBe([Visitor, Visitor]);
    }

    [Fact]
    public async Task Rate_BehindATrustedProxy_IsThatOfEachVisitor()
    {
        _api.AddKey(KeyScope.Submit);
        await _api.StartAsync(options => options with
        {
            RequestsPerMinute = 10,
            TrustedProxies = [ApiOptions.ParseProxy("127.0.0.1", "--trusted-proxy")],
        });
        (await QueryAsync(Visitor)).ShouldBe(HttpStatusCode.Unauthorized);
        (await QueryAsync(Visitor)).ShouldBe(HttpStatusCode.TooManyRequests);

        (await QueryAsync("203.0.113.8")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Server_BehindAProxyWithoutKeys_IsRefused()
    {
        var open = await Should.ThrowAsync<SweepException>(
            () => _api.StartAsync(options => options with { PublicUrl = new(Public) }));
        var trusting = await Should.ThrowAsync<SweepException>(() => StartBehindAsync("127.0.0.1", addKey: false));

        open.Message.ShouldStartWith("--public-url: ");
        trusting.Message.ShouldStartWith("--trusted-proxy: ");
        trusting.Message.ShouldContain("./sweep keys add");
    }

    [Theory]
    [InlineData("sweeps.example.org")]
    [InlineData("ftp://sweeps.example.org")]
    [InlineData("https://sweeps.example.org/sweeps")]
    [InlineData("https://sweeps.example.org/?a=b")]
    [InlineData("https://sweeps.example.org/#a")]
    [InlineData("https://ada:secret@sweeps.example.org")]
    public void PublicUrl_NotOfAServer_IsRefused(string url)
    {
        var refused = Should.Throw<SweepException>(() => ApiOptions.ParsePublicUrl(url, "SWEEP_PUBLIC_URL"));

        refused.Message.ShouldStartWith("SWEEP_PUBLIC_URL: '");
        refused.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ingress")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8,10.1.0.0/16")]
    public void TrustedProxy_NotANetwork_IsRefused(string network) =>
        Should.Throw<SweepException>(() => ApiOptions.ParseProxy(network, "--trusted-proxy"))
            .Message.ShouldStartWith($"--trusted-proxy: '{network}' is not a network of proxies.");

    private Task<ApiRig> StartBehindAsync(string proxy, string? further = null, bool addKey = true)
    {
        if (addKey)
            _api.Key = _api.AddKey(KeyScope.Submit);
        string[] proxies = further is null ? [proxy] : [proxy, further];
        return _api.StartAsync(
            options => options with { TrustedProxies = [.. proxies.Select(given => ApiOptions.ParseProxy(given, "--trusted-proxy"))] });
    }

    private Task<ApiAnswer> SubmitAsync(params (string Name, string Value)[] headers) =>
        _api.SendAsync(HttpMethod.Post, "api/v1/sweeps", ApiRig.Spec, "application/yaml", headers);

    private async Task<HttpStatusCode> QueryAsync(string visitor) =>
        (await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: ("X-Forwarded-For", visitor))).Status;

    private async Task<string?[]> AddressesAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(_api.Home, "audit.log"), ApiRig.Cancellation);
        lines.ShouldNotBeEmpty();
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("address").GetString())];
    }
}
