using Microsoft.Playwright;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Testing.Waiting;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Reports;

/// <summary>Reports as a browser shows them.</summary>
public sealed class ReportTests(ChromiumBrowser browser, ReportFiles reports) : IClassFixture<ChromiumBrowser>, IClassFixture<ReportFiles>
{
    private const int Desk = 1280;
    private const int Phone = 390;

    public static TheoryData<string, int> Looks() =>
        [.. from name in ReportFiles.Names() from width in new[] { Desk, Phone } select (name.Data, width)];

    [ChromiumTheory]
    [MemberData(nameof(Looks))]
    public async Task Report_AtEveryWidthAndInEveryScheme_IsReadable(string name, int width)
    {
        await using var tab = await OpenAsync(name, width);
        var page = tab.Page;

        await page.ShouldFitAsync();
        await page.ShouldHaveNoClippedTextAsync();
        await page.ShouldHaveNoOverlapsAsync();
        foreach (var dark in new[] { false, true })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.ShouldBeAccessibleAsync(onlyColours: dark);
        }
    }

    [ChromiumTheory]
    [MemberData(nameof(ReportFiles.Names), MemberType = typeof(ReportFiles))]
    public async Task Report_WhenOpened_AsksForNothingElseAndComplainsOfNothing(string name)
    {
        await using var tab = await OpenAsync(name);
        var page = tab.Page;

        tab.Errors.ShouldBeEmpty();
        tab.Requests.ShouldBe([new Uri(reports[name]).AbsoluteUri]);
    }

    [ChromiumTheory]
    [InlineData(ReportFiles.Trained, "curves:0, curves:1, effect:0, effect:1, effect:2, heat, parallel:0, cost:0, cost:1, gap:0")]
    [InlineData(ReportFiles.Ranges, "range:0, rangeTest:0, rangeTest:1, effect:0, cost:0, cost:1")]
    [InlineData(
        ReportFiles.Random,
        "curves:0, curves:1, effect:0, effect:1, effect:2, effect:3, effect:4, effect:5, heat, parallel:0, cost:0, cost:1, gap:0")]
    [InlineData(ReportFiles.Single, "curves:0, curves:1, gap:0")]
    public async Task Report_Charts_AreAllDrawn(string name, string expected)
    {
        await using var tab = await OpenAsync(name);
        var page = tab.Page;

        (await page.ReadAsync<string[]>("[...document.querySelectorAll('[data-chart]')].map(chart => chart.dataset.chart)"))
            .ShouldBe(expected.Split(", "), ignoreOrder: true);
        // A chart without its data has axes at most: lines, points and areas are paths that are filled or more than straight.
        (await page.ReadAsync<string[]>("""
            [...document.querySelectorAll('[data-chart]')].filter(chart => {
              const svg = chart.querySelector('svg');
              return !svg || svg.clientHeight < 100 || svg.querySelectorAll('path').length < 5 || svg.querySelectorAll('text').length < 2;
            }).map(chart => chart.dataset.chart)
            """)).ShouldBeEmpty();
    }

    // A4 without its margins, in CSS pixels: upright, and on its side for tables with many columns.
    [ChromiumTheory]
    [InlineData(703, 11)]
    [InlineData(1031, 100)]
    public async Task Report_OnPaper_CutsNothingOff(int width, int columns)
    {
        await using var tab = await OpenAsync(ReportFiles.Random);
        var page = tab.Page;

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.SetViewportSizeAsync(width, 1000);

        await Eventually.PassesAsync("tables and charts as wide as the paper", async () => (await page.ReadAsync<string[]>("""
            columns => [...document.querySelectorAll('.table, .chart, .chart svg')]
              .filter(box => box.checkVisibility() && !(box.querySelectorAll('thead th').length > columns))
              .filter(box => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                || box.scrollWidth > box.clientWidth + 1)
              .map(box => `${box.className.baseVal ?? box.className} ${box.closest('section')?.id}`)
            """, columns)).ShouldBeEmpty());
        (await page.ReadAsync<int>("document.querySelectorAll('nav').length - [...document.querySelectorAll('nav')].filter(nav => "
            + "!nav.checkVisibility()).length")).ShouldBe(0);
    }

    [ChromiumFact]
    public async Task Charts_Saved_AreTheirFiguresAndTheirDrawing()
    {
        await using var tab = await OpenAsync(ReportFiles.Trained);
        var page = tab.Page;
        var effect = page.Locator(".drawn:has([data-chart='effect:0'])");

        var csv = await SaveAsync(page, effect, "CSV");
        var svg = await SaveAsync(page, effect, "SVG");
        var png = await SaveAsync(page, effect, "PNG");

        var lines = System.Text.Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldEndWith(",lowest,highest,configurations");
        lines.Length.ShouldBeGreaterThan(2);
        System.Text.Encoding.UTF8.GetString(svg).ShouldStartWith("<svg ");
        png.AsSpan(1, 3).ToArray().ShouldBe("PNG"u8.ToArray());
        png.Length.ShouldBeGreaterThan(2000);
        (await page.Locator(".save").CountAsync()).ShouldBe(await page.Locator("[data-chart]").CountAsync());
        tab.Errors.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task HeatMap_AnotherPairChosen_ShowsItsSettings()
    {
        await using var tab = await OpenAsync(ReportFiles.Trained);
        var page = tab.Page;
        var before = await AxesAsync(page);

        await page.Locator("#heat-pair").SelectOptionAsync("1");

        await Eventually.PassesAsync("the heat map to show the other settings", async () => (await AxesAsync(page)).ShouldNotBe(before));
        tab.Errors.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Charts_SchemeChanged_TakeItsColours()
    {
        await using var tab = await OpenAsync(ReportFiles.Trained);
        var page = tab.Page;
        var line = page.Locator("[data-chart='curves:0'] svg path[fill=none][stroke-width='2.5']").First;
        var light = (await line.GetAttributeAsync("stroke")).ShouldNotBeNull();

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        await Expect(line).Not.ToHaveAttributeAsync("stroke", light);
    }

    private static async Task<byte[]> SaveAsync(IPage page, ILocator chart, string kind)
    {
        var download = await page.RunAndWaitForDownloadAsync(
            () => chart.Locator(".save button", new() { HasTextString = kind }).ClickAsync());
        using var content = new MemoryStream();
        await using var saved = await download.CreateReadStreamAsync();
        await saved.CopyToAsync(content, TestContext.Current.CancellationToken);
        return content.ToArray();
    }

    private static Task<string> AxesAsync(IPage page) =>
        page.ReadAsync<string>("[...document.querySelectorAll('[data-chart=heat] svg text')].map(text => text.textContent).join(' ')");

    private async Task<BrowserTab> OpenAsync(string name, int width = Desk)
    {
        var tab = await browser.OpenAsync(width);
        await tab.Page.GotoAsync(new Uri(reports[name]).AbsoluteUri);
        await tab.Page.HoldsAsync("[...document.querySelectorAll('[data-chart]')].every(chart => chart.querySelector('[data-drawn]') ?? "
            + "chart.matches('[data-drawn]'))");
        return tab;
    }
}
