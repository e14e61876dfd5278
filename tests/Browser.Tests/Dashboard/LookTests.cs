using Microsoft.Playwright;
using SweepCluster.Browser.Tests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>Every page, as people with and without good eyes or a mouse have it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class LookTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private readonly DashboardRig _rig = new();

    public static TheoryData<string, string, int> Pages() =>
    [
        .. from page in new[]
        {
            ("", ".sweeps li"),
            ("cluster", "#slots .busy"),
            ("sweeps/quick-1", "#heat[data-drawn]"),
            ("sweeps/quick-1/trials/2", "#epoch-list table"),
        }
           from width in new[] { 1280, 390 }
           select (page.Item1, page.Item2, width),
    ];

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [ChromiumTheory]
    [MemberData(nameof(Pages))]
    public async Task Page_OfARunningSweep_IsReadableInEitherScheme(string path, string drawn, int width)
    {
        var gate = _rig.Trainer.HoldBefore(6, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync(width);
        var page = tab.Page;

        await page.GotoAsync(_rig.Address(path));
        await page.ShowsAsync(drawn);

        await page.ShouldFitAsync();
        foreach (var dark in new[] { false, true })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.ShouldBeAccessibleAsync();
        }

        tab.Requests.ShouldAllBe(address => address.StartsWith(_rig.Address(), StringComparison.Ordinal));
        // A scripted trial leaves no checkpoint.
        tab.Errors.Where(error => !error.Contains("/predictions", StringComparison.Ordinal)).ShouldBeEmpty();
        gate.Open();
    }

    [ChromiumTheory]
    [InlineData("sweeps/none-1", "There is no sweep 'none-1'")]
    [InlineData("sweeps/quick-1/trials/7", "has no trial 7 that was started")]
    public async Task Page_OfWhatIsNotThere_SaysSo(string path, string text)
    {
        await _rig.Store.CreateSweepAsync(new("quick", DashboardRig.Spec, null, 4, 2, DateTimeOffset.UnixEpoch), DashboardRig.Cancellation);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address(path));
        await Expect(page.Locator("#main h1")).ToHaveTextAsync("Not found");
        await Expect(page.Locator("#main")).ToContainTextAsync(text);
    }

    [ChromiumFact]
    public async Task Page_WhileASweepRuns_DoesNotJump()
    {
        var gate = _rig.Trainer.HoldBefore(0, epoch: 1);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.AddInitScriptAsync(
            "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))"
            + ".observe({ type: 'layout-shift', buffered: true });");

        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await Expect(page.Locator("#running-now")).ToContainTextAsync("trial 0");
        await Expect(page.Locator(".progress span")).ToHaveCountAsync(0);
        gate.Open();
        await page.ShowsAsync("#status .finished");
        await page.ShowsAsync("#leaders table");
        await Expect(page.Locator("#trial-table tbody tr:not(.room)")).ToHaveCountAsync(8);

        // Good is below 0.1: https://web.dev/articles/cls.
        (await page.ReadAsync<double>("window.shift")).ShouldBeLessThan(0.1);
    }

    [ChromiumTheory]
    [InlineData("", "Sweeps")]
    [InlineData("cluster", "Cluster")]
    [InlineData("sweeps/quick-1", "quick-1")]
    [InlineData("sweeps/quick-1/trials/2", "Trial 2")]
    public async Task Page_BeforeTheServerAnswers_IsNotBlank(string path, string title)
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/v1/**", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });

        await page.GotoAsync(_rig.Address(path));
        await Expect(page.Locator("#main h1")).ToHaveTextAsync(title);
        await Expect(page.Locator(".tiles > div")).ToHaveCountAsync(4);
        await Expect(page.Locator(".tiles .value").First).ToHaveTextAsync("…");

        answer.SetResult();
        await Expect(page.Locator(".tiles .value").First).Not.ToHaveTextAsync("…");
    }

    [ChromiumFact]
    public async Task Page_OfASweepWithHostileText_ShowsItAsText()
    {
        await _rig.FinishAsync(DashboardRig.Spec.Replace("Which is best?", "\"<img src=x onerror=alert(1)>\"", StringComparison.Ordinal));
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await page.ShowsAsync("#leaders table");

        await Expect(page.Locator("#lead")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Expect(page.Locator("main img")).ToHaveCountAsync(0);
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Page_OfABuildWithoutNpm_SaysWhatIsMissingAndHasItsTables()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        // What the server writes into the page of such a build.
        await page.AddInitScriptAsync(
            "new MutationObserver(() => { document.documentElement.dataset.charts = 'no'; }).observe(document, { childList: true })");

        foreach (var (path, table) in new[] { ("sweeps/quick-1", "#leaders table"), ("sweeps/quick-1/trials/2", "#epoch-list table") })
        {
            await page.GotoAsync(_rig.Address(path));
            await page.ShowsAsync(table);
            await Expect(page.Locator("#no-charts")).ToContainTextAsync("npm was not installed");
            await Expect(page.Locator(".chart")).ToHaveCountAsync(0);
        }

        tab.Requests.ShouldNotContain(address => address.EndsWith("/charts.js", StringComparison.Ordinal));
        tab.Errors.Where(error => !error.Contains("/predictions", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Page_WithoutTheServer_SaysThatItIsStaleAndPicksUpAgain()
    {
        var gate = _rig.Trainer.HoldBefore(6, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await page.ShowsAsync("#connection[data-state=live]");
        var port = _rig.Address();

        await _rig.StopAsync();
        await page.ShowsAsync("#stale");
        await Expect(page.Locator("#stale")).ToContainTextAsync("This is how it was at");
        // The page keeps what it showed.
        await Expect(page.Locator("#leaders")).ToContainTextAsync("val_accuracy");

        await _rig.StartAsync();
        await page.ShowsAsync("#connection[data-state=live]");
        _rig.Address().ShouldBe(port);
        await Expect(page.Locator("#stale")).ToBeHiddenAsync();
        gate.Open();
        await page.ShowsAsync("#status .finished");
    }

    [ChromiumFact]
    public async Task Keys_OfTheKeyboard_LeadEverywhere()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await page.ShowsAsync("#trial-table tbody a");

        var focused = page.Locator(":focus");
        await page.Keyboard.PressAsync("Tab");
        await Expect(focused).ToHaveTextAsync("To the content");
        // The link is outside of the window until it has the focus.
        await page.HoldsAsync("document.activeElement.getBoundingClientRect().left >= 0");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#main")).ToBeFocusedAsync();

        await page.Locator(".table.rows").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(focused).ToHaveTextAsync("1");
        await Expect(focused).ToHaveCSSAsync("outline-style", "solid");
        await page.Keyboard.PressAsync("End");
        await Expect(focused).ToHaveTextAsync("7");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(_rig.Address("sweeps/quick-1/trials/7"));
    }
}
