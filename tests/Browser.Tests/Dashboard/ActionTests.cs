using Microsoft.Playwright;
using SweepCluster.Api.Keys;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Waiting;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>What can be done from a page, and who may.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ActionTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Actions_WithoutKeysOnThisMachine_ChangeTheSweep()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));

        await page.Locator("#actions [data-change=pause]").ClickAsync();
        await page.ShowsAsync("#status .paused");
        await _rig.ReachAsync("quick-1", SweepStatus.Paused);

        gate.Open();
        await page.Locator("#actions [data-change=resume]").ClickAsync();
        await page.ShowsAsync("#status .finished");
        await _rig.ReachAsync("quick-1", SweepStatus.Finished);

        await page.Locator("#actions [data-change=extend]").ClickAsync();
        var count = page.Locator("dialog #extend-count");
        await count.FillAsync("2");
        await count.PressAsync("Enter");
        await Expect(page.Locator("#overview")).ToContainTextAsync("4 seeds");
        await page.ShowsAsync("#status .finished");
        (await _rig.ReachAsync("quick-1", SweepStatus.Finished)).Seeds.ShouldBe(4);
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Cancel_IsAskedForTwice()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));

        await page.Locator("#actions [data-change=cancel]").ClickAsync();
        await page.Locator("dialog [value=cancel]").ClickAsync();
        await Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        (await _rig.FindAsync("quick-1")).Status.ShouldBe(SweepStatus.Running);

        await page.Locator("#actions [data-change=cancel]").ClickAsync();
        await page.Locator("dialog .primary").ClickAsync();
        await page.ShowsAsync("#status .cancelled");
        gate.Open();
        await _rig.ReachAsync("quick-1", SweepStatus.Cancelled);
        await Expect(page.Locator("#actions button")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task Page_OfAServerWithKeys_AsksForOneAndKeepsItOutOfAddresses()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        var (reader, submitter) = (_rig.AddKey(KeyScope.Read), _rig.AddKey(KeyScope.Submit));
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));

        await GiveAsync(page, "swp_wrong");
        await Expect(page.Locator("#key-why")).ToContainTextAsync("does not accept the API key");
        // Nothing is shown without a key.
        await Expect(page.Locator("#leaders")).ToHaveCountAsync(0);
        await GiveAsync(page, reader);
        await page.ShowsAsync("#actions [data-change=pause]");
        await Expect(page.Locator("#actions button:not(:disabled)")).ToHaveCountAsync(0);
        await Expect(page.Locator("#key")).ToHaveTextAsync("read (read)");
        // The stream is let in with the key too.
        await page.ShowsAsync("#connection[data-state=live]");

        await page.Locator("#key").ClickAsync();
        await GiveAsync(page, submitter);
        await page.ShowsAsync("#actions [data-change=pause]:not(:disabled)");
        await page.Locator("#actions [data-change=pause]").ClickAsync();
        await page.ShowsAsync("#status .paused");
        gate.Open();

        tab.Requests.ShouldAllBe(address => !address.Contains(reader) && !address.Contains(submitter) && !address.Contains("swp_"));
        (await page.ReadAsync<string>("location.href + document.cookie + JSON.stringify(localStorage)")).ShouldNotContain("swp_");
        await Eventually.PassesAsync(
            "the audit log to name the key",
            async () => (await File.ReadAllTextAsync(_rig.AuditLog, DashboardRig.Cancellation)).ShouldContain("\"who\":\"submit\""));
        // The only complaints are the browser's own about refused keys.
        tab.Errors.ShouldAllBe(error => error.Contains("401"));
    }

    [ChromiumFact]
    public async Task Page_WithoutAKey_RefusesWhenNoneIsGiven()
    {
        await _rig.FinishAsync();
        _rig.AddKey(KeyScope.Read);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address());

        await page.ShowsAsync("#key-input");
        await page.Keyboard.PressAsync("Escape");
        await page.ShowsAsync("#main .lead");

        await Expect(page.Locator("#main")).ToContainTextAsync("Without an API key");
        await Expect(page.Locator("#main")).Not.ToContainTextAsync("quick-1");
    }

    private static async Task GiveAsync(IPage page, string key)
    {
        var input = page.Locator("#key-input");
        await Expect(input).ToBeFocusedAsync();
        await Expect(input).ToHaveValueAsync("");
        await page.Keyboard.InsertTextAsync(key);
        await page.Keyboard.PressAsync("Enter");
    }
}
