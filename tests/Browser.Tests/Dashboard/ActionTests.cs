using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Security;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>What can be done from a page, and who may.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ActionTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Actions_WithoutKeysOnThisMachine_ChangeTheSweep()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));

        await page.ClickAsync("#actions [data-change=pause]");
        await page.WaitForAsync("#status .paused");
        (await _rig.FindAsync("quick-1")).Status.ShouldBe(SweepStatus.Paused);

        gate.Open();
        await page.ClickAsync("#actions [data-change=resume]");
        await page.WaitForAsync("#status .finished");
        (await _rig.FindAsync("quick-1")).Status.ShouldBe(SweepStatus.Finished);

        await page.ClickAsync("#actions [data-change=extend]");
        await page.WaitForAsync("dialog #extend-count");
        await page.EvaluateAsync<bool>("(document.getElementById('extend-count').select(), true)");
        await page.TypeAsync("2");
        await page.PressAsync("Enter");
        await page.WaitAsync("document.querySelector('#overview').innerText.includes('4 seeds')");
        await page.WaitForAsync("#status .finished");
        (await _rig.FindAsync("quick-1")).Repeats.ShouldBe(4);
        page.ShouldBeQuiet(_rig);
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Cancel_IsAskedForTwice()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));

        await page.ClickAsync("#actions [data-change=cancel]");
        await page.ClickAsync("dialog [value=cancel]");
        await page.WaitAsync("!document.querySelector('dialog')");
        (await _rig.FindAsync("quick-1")).Status.ShouldBe(SweepStatus.Running);

        await page.ClickAsync("#actions [data-change=cancel]");
        await page.ClickAsync("dialog .primary");
        await page.WaitForAsync("#status .cancelled");
        gate.Open();
        (await _rig.FindAsync("quick-1")).Status.ShouldBe(SweepStatus.Cancelled);
        (await page.EvaluateAsync<int>("document.querySelectorAll('#actions button').length")).ShouldBe(0);
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Page_OfAServerWithKeys_AsksForOneAndKeepsItOutOfAddresses()
    {
        var gate = _rig.Trainer.HoldBefore(5, epoch: 2);
        await _rig.SubmitAsync();
        await gate.Reached;
        var (reader, submitter) = (_rig.AddKey(KeyScope.Read), _rig.AddKey(KeyScope.Submit));
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));

        await GiveAsync(page, "swp_wrong");
        await page.WaitAsync("document.querySelector('#key-why')?.innerText.includes('not one that this server knows')");
        (await page.EvaluateAsync<bool>("document.querySelector('#leaders') === null")).ShouldBeTrue("nothing is shown without a key");
        await GiveAsync(page, reader);
        await page.WaitForAsync("#actions [data-change=pause]");
        (await page.EvaluateAsync<bool>("[...document.querySelectorAll('#actions button')].every(button => button.disabled)")).ShouldBeTrue();
        (await page.TextAsync("#key")).ShouldBe("read (read)");
        // The stream is let in with the key too.
        await page.WaitForAsync("#connection[data-state=live]");

        await page.ClickAsync("#key");
        await GiveAsync(page, submitter);
        await page.WaitForAsync("#actions [data-change=pause]:not(:disabled)");
        await page.ClickAsync("#actions [data-change=pause]");
        await page.WaitForAsync("#status .paused");
        gate.Open();

        page.Requests.ShouldAllBe(address => !address.Contains(reader) && !address.Contains(submitter) && !address.Contains("swp_"));
        (await page.EvaluateAsync<string>("location.href + document.cookie + JSON.stringify(localStorage)")).ShouldNotContain("swp_");
        (await File.ReadAllTextAsync(_rig.AuditLog, DashboardRig.Cancellation)).ShouldContain("\"who\":\"submit\"");
        // The only complaints are the browser's own about refused keys.
        page.Errors.ShouldAllBe(error => error.Contains("401"));
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Page_WithoutAKey_RefusesWhenNoneIsGiven()
    {
        await _rig.FinishAsync();
        _rig.AddKey(KeyScope.Read);
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address());

        await page.WaitForAsync("#key-input");
        await page.PressAsync("Escape");
        await page.WaitForAsync("#main .lead");

        (await page.TextAsync("#main")).ShouldContain("Without an API key");
        (await page.TextAsync("#main")).ShouldNotContain("quick-1");
    }

    private static async Task GiveAsync(BrowserPage page, string key)
    {
        await page.WaitForAsync("#key-input");
        await page.WaitAsync("document.activeElement.id === 'key-input' && document.activeElement.value === ''");
        await page.TypeAsync(key);
        await page.PressAsync("Enter");
    }
}
