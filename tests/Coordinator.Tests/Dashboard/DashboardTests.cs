using System.Net;
using System.Text.RegularExpressions;
using SweepCluster.Api.Keys;
using SweepCluster.Coordinator.Tests.Api;

namespace SweepCluster.Coordinator.Tests.Dashboard;

/// <summary>The pages and files as they are served; what they do is tried in a browser, see <c>tests/Browser.Tests</c>.</summary>
public sealed partial class DashboardTests : IAsyncDisposable
{
    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("cluster")]
    [InlineData("sweeps/quick-1")]
    [InlineData("sweeps/quick-1/trials/3")]
    public async Task Page_NeedsNoKeyAndLetsNothingForeignIn(string path)
    {
        _api.AddKey(KeyScope.Admin);
        await _api.StartAsync();

        var page = await _api.GetAsync(path);

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Type.ShouldBe("text/html");
        var policy = page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        page.Body.ShouldNotContain("<style");
        page.Body.ShouldNotContain("http:");
        page.Body.ShouldNotContain("https:");
        InlineScript().IsMatch(page.Body).ShouldBeFalse();
    }

    [Fact]
    public async Task Files_OfThePages_AreThereAndMayBeKeptForEver()
    {
        await _api.StartAsync();
        var page = await _api.GetAsync("");

        var files = Address().Matches(page.Body).Select(match => match.Groups[1].Value).Distinct().ToArray();

        files.Length.ShouldBeGreaterThan(3);
        foreach (var file in files)
        {
            var answer = await _api.GetAsync(file);
            answer.Status.ShouldBe(HttpStatusCode.OK, file);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
        }

        // What scripts import from each other is there too; charts are where npm was.
        var imports = await ImportsAsync(files.Single(file => file.EndsWith("app.js", StringComparison.Ordinal)), []);
        imports.Count.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("assets/0/app.js")]
    [InlineData("assets/0000000000000000/app.js")]
    public async Task File_OfAnotherVersion_IsNotFound(string path)
    {
        await _api.StartAsync();

        (await _api.GetAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound, "invalid");
    }

    [Fact]
    public async Task Page_ReachedByALinkFromElsewhere_IsShownButTheApiIsNot()
    {
        await _api.StartAsync();
        (string, string)[] visit = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate")];

        (await _api.SendAsync(HttpMethod.Get, "sweeps/quick-1", headers: visit)).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: visit)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.SendAsync(HttpMethod.Get, "", headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe")]))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<HashSet<string>> ImportsAsync(string file, HashSet<string> known)
    {
        if (!known.Add(file) || file.EndsWith("charts.js", StringComparison.Ordinal))
            return known;
        var answer = await _api.GetAsync(file);
        answer.Status.ShouldBe(HttpStatusCode.OK, file);
        answer.Type.ShouldBe("text/javascript");
        foreach (Match match in Import().Matches(answer.Body))
            await ImportsAsync(file[..(file.LastIndexOf('/') + 1)] + match.Groups[1].Value, known);
        return known;
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=")]
    private static partial Regex InlineScript();

    [GeneratedRegex("(?:src|href)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:from|import\()\s*'\./([^']+)'")]
    private static partial Regex Import();
}
