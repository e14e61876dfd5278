using SweepCluster.Browser.Tests.Browsing;

namespace SweepCluster.Browser.Tests.Reports;

/// <summary>Reports as a browser shows them.</summary>
public sealed class ReportTests(ChromiumBrowser browser, ReportFiles reports) : IClassFixture<ChromiumBrowser>, IClassFixture<ReportFiles>
{
    private const int Desk = 1280;
    private const int Phone = 390;

    public static TheoryData<string, int> Looks() => [.. from name in ReportFiles.Names() from width in new[] { Desk, Phone } select (name.Data, width)];

    [Theory(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    [MemberData(nameof(Looks))]
    public async Task Report_AtEveryWidthAndInEveryScheme_IsReadable(string name, int width)
    {
        await using var page = await OpenAsync(name, width);

        (await Layout.ExcessWidthAsync(page)).ShouldBe(0, "The page scrolls sideways.");
        (await Layout.ClippedAsync(page)).ShouldBeEmpty();
        (await Layout.OverlappingAsync(page)).ShouldBeEmpty();
        foreach (var dark in new[] { false, true })
        {
            await page.PreferAsync(dark);
            (await Accessibility.ProblemsAsync(page, onlyColours: dark)).ShouldBeEmpty();
            await KeepAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
        }
    }

    [Theory(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    [MemberData(nameof(ReportFiles.Names), MemberType = typeof(ReportFiles))]
    public async Task Report_WhenOpened_AsksForNothingElseAndComplainsOfNothing(string name)
    {
        await using var page = await OpenAsync(name);

        page.Errors.ShouldBeEmpty();
        page.Requests.ShouldBe([new Uri(reports[name]).AbsoluteUri]);
    }

    [Theory(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    [InlineData(ReportFiles.Trained, "curves:0, curves:1, effect:0, effect:1, effect:2, heat, parallel:0, cost:0, cost:1, gap:0")]
    [InlineData(ReportFiles.Ranges, "range:0, rangeTest:0, rangeTest:1, effect:0, cost:0, cost:1")]
    [InlineData(ReportFiles.Random, "curves:0, curves:1, effect:0, effect:1, effect:2, effect:3, effect:4, effect:5, heat, parallel:0, cost:0, cost:1, gap:0")]
    [InlineData(ReportFiles.Single, "curves:0, curves:1, gap:0")]
    public async Task Report_Charts_AreAllDrawn(string name, string expected)
    {
        await using var page = await OpenAsync(name);

        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[data-chart]')].map(chart => chart.dataset.chart)"))
            .ShouldBe(expected.Split(", "), ignoreOrder: true);
        // A chart without its data has axes at most: lines, points and areas are paths that are filled or more than straight.
        (await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('[data-chart]')].filter(chart => {
              const svg = chart.querySelector('svg');
              return !svg || svg.clientHeight < 100 || svg.querySelectorAll('path').length < 5 || svg.querySelectorAll('text').length < 2;
            }).map(chart => chart.dataset.chart)
            """)).ShouldBeEmpty();
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task HeatMap_AnotherPairChosen_ShowsItsSettings()
    {
        await using var page = await OpenAsync(ReportFiles.Trained);
        var before = await AxesAsync(page);

        await page.EvaluateAsync<bool>("(() => { const pair = document.getElementById('heat-pair'); pair.value = '1'; return pair.dispatchEvent(new Event('change')); })()");

        (await AxesAsync(page)).ShouldNotBe(before);
        page.Errors.ShouldBeEmpty();
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Charts_SchemeChanged_TakeItsColours()
    {
        await using var page = await OpenAsync(ReportFiles.Trained);
        var light = await LinesAsync(page);

        await page.PreferAsync(dark: true);

        await page.WaitAsync($"{Line}.getAttribute('stroke') !== {BrowserPage.Quoted(light)}");
    }

    private const string Line = "document.querySelector('[data-chart=\"curves:0\"] svg path[fill=none][stroke-width=\"2.5\"]')";

    private static Task<string> LinesAsync(BrowserPage page) => page.EvaluateAsync<string>($"{Line}.getAttribute('stroke')");

    private static Task<string> AxesAsync(BrowserPage page) =>
        page.EvaluateAsync<string>("[...document.querySelectorAll('[data-chart=heat] svg text')].map(text => text.textContent).join(' ')");

    private async Task<BrowserPage> OpenAsync(string name, int width = Desk)
    {
        var page = await browser.OpenAsync(width);
        await page.GoAsync(reports[name]);
        await page.WaitAsync("[...document.querySelectorAll('[data-chart]')].every(chart => chart.querySelector('[data-drawn]') ?? chart.matches('[data-drawn]'))");
        return page;
    }

    // For people to look at: SWEEP_PICTURES names a folder.
    private static async Task KeepAsync(BrowserPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SWEEP_PICTURES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), await page.PictureAsync(), TestContext.Current.CancellationToken);
    }
}
