using SweepCluster.Browser.Tests.Browsing;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>Every page, as people with and without good eyes or a mouse have it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class LookTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private readonly DashboardRig _rig = new();

    public static TheoryData<string, string, int> Pages() =>
    [
        .. from page in new[] { ("", ".sweeps li"), ("cluster", "#slots .busy"), ("sweeps/quick-1", "#heat[data-drawn]"), ("sweeps/quick-1/trials/2", "#epoch-list table") }
           from width in new[] { 1280, 390 }
           select (page.Item1, page.Item2, width),
    ];

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    [MemberData(nameof(Pages))]
    public async Task Page_OfARunningSweep_IsReadableInEitherScheme(string path, string drawn, int width)
    {
        var gate = _rig.Trainer.HoldBefore(6, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var page = await browser.OpenAsync(width);

        await page.GoAsync(_rig.Address(path));
        await page.WaitForAsync(drawn);

        (await Layout.ExcessWidthAsync(page)).ShouldBe(0, "The page scrolls sideways.");
        foreach (var dark in new[] { false, true })
        {
            await page.PreferAsync(dark);
            (await Accessibility.ProblemsAsync(page)).ShouldBeEmpty();
        }

        page.Requests.ShouldAllBe(address => address.StartsWith(_rig.Address(""), StringComparison.Ordinal));
        // A scripted trial leaves no checkpoint.
        page.Errors.Where(error => !error.Contains("/predictions", StringComparison.Ordinal)).ShouldBeEmpty();
        gate.Open();
    }

    [Theory(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    [InlineData("sweeps/none-1", "There is no sweep 'none-1'")]
    [InlineData("sweeps/quick-1/trials/7", "has no trial 7 that was started")]
    public async Task Page_OfWhatIsNotThere_SaysSo(string path, string text)
    {
        await _rig.Store.CreateSweepAsync(new("quick", DashboardRig.Spec, null, 4, 2, DateTimeOffset.UnixEpoch), DashboardRig.Cancellation);
        await using var page = await browser.OpenAsync();

        await page.GoAsync(_rig.Address(path));
        await page.WaitForAsync("#main h1");
        await page.WaitAsync("document.querySelector('#main h1').innerText === 'Not found'");

        (await page.TextAsync("#main")).ShouldContain(text);
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Page_OfASweepWithHostileText_ShowsItAsText()
    {
        await _rig.FinishAsync(DashboardRig.Spec.Replace("Which is best?", "\"<img src=x onerror=alert(1)>\"", StringComparison.Ordinal));
        await using var page = await browser.OpenAsync();

        await page.GoAsync(_rig.Address("sweeps/quick-1"));
        await page.WaitForAsync("#leaders table");

        (await page.TextAsync("#lead")).ShouldBe("<img src=x onerror=alert(1)>");
        (await page.EvaluateAsync<int>("document.querySelectorAll('main img').length")).ShouldBe(0);
        page.ShouldBeQuiet(_rig);
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Page_OfABuildWithoutNpm_SaysWhatIsMissingAndHasItsTables()
    {
        await _rig.FinishAsync();
        await using var page = await browser.OpenAsync();
        // What the server writes into the page of such a build.
        await page.BeforeEachPageAsync("new MutationObserver(() => { document.documentElement.dataset.charts = 'no'; }).observe(document, { childList: true })");

        foreach (var (path, table) in new[] { ("sweeps/quick-1", "#leaders table"), ("sweeps/quick-1/trials/2", "#epoch-list table") })
        {
            await page.GoAsync(_rig.Address(path));
            await page.WaitForAsync(table);
            (await page.TextAsync(".notice")).ShouldContain("npm was not there");
            (await page.EvaluateAsync<int>("document.querySelectorAll('.chart').length")).ShouldBe(0);
        }

        page.Requests.ShouldNotContain(address => address.EndsWith("/charts.js", StringComparison.Ordinal));
        page.Errors.Where(error => !error.Contains("/predictions", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Page_WithoutTheServer_SaysThatItIsStaleAndPicksUpAgain()
    {
        var gate = _rig.Trainer.HoldBefore(6, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));
        await page.WaitForAsync("#connection[data-state=live]");
        var port = _rig.Address("");

        await _rig.StopAsync();
        await page.WaitForAsync("#stale");
        (await page.TextAsync("#stale")).ShouldContain("This is how it was at");
        (await page.TextAsync("#leaders")).ShouldContain("val_accuracy", Case.Sensitive, "what was there stays");

        await _rig.StartAsync();
        await page.WaitForAsync("#connection[data-state=live]");
        _rig.Address("").ShouldBe(port);
        (await page.EvaluateAsync<bool>("document.getElementById('stale').checkVisibility()")).ShouldBeFalse();
        gate.Open();
        await page.WaitForAsync("#status .finished");
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Keys_OfTheKeyboard_LeadEverywhere()
    {
        await _rig.FinishAsync();
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));
        await page.WaitForAsync("#trial-table tbody a");

        await page.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.innerText")).ShouldBe("To the content");
        (await page.EvaluateAsync<bool>("document.activeElement.getBoundingClientRect().left >= 0")).ShouldBeTrue("it is seen once it has the focus");
        await page.PressAsync("Enter");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");

        await page.EvaluateAsync<bool>("(document.querySelector('.table.rows').focus(), true)");
        await page.PressAsync("ArrowDown");
        await page.PressAsync("ArrowDown");
        (await page.EvaluateAsync<string>("document.activeElement.innerText")).ShouldBe("1");
        (await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
        await page.PressAsync("End");
        (await page.EvaluateAsync<string>("document.activeElement.innerText")).ShouldBe("7");
        await page.PressAsync("Enter");
        await page.WaitAsync("location.pathname === '/sweeps/quick-1/trials/7'");
    }
}
