using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Runtime;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>Pages of what has no network to show: range tests, and trials that diverged or failed.</summary>
[Collection(DashboardCollection.Name)]
public sealed class EndedTrialTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private const string RangeSpec = "name: ranges\ntags: [first, lr-finder]\ndataset: glyphs\nkind: lr-range\n"
        + "range: {start: 0.1, factor: 2}\nspace: {hidden: [[8], [8, 4]]}\n";

    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Trial_ThatDiverged_PromisesNothing()
    {
        _rig.Trainer.Script = lease => lease.Trial == 3 ? new TrialOutcome.Diverged(2, 1000) : null;
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/quick-1/trials/3"));
        await page.ShowsAsync("#epoch-list table");

        await Expect(page.Locator("#status")).ToHaveTextAsync("diverged");
        await Expect(page.Locator(".tiles dt").First).ToHaveTextAsync("Result");
        await Expect(page.Locator(".tiles")).Not.ToContainTextAsync("at its end");
        await Expect(page.Locator("#predictions")).ToBeHiddenAsync();
        await Expect(page.Locator("#to-predictions")).ToBeHiddenAsync();
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Sweep_WithAConfigurationThatDiverged_ShowsItLastAndHatched()
    {
        _rig.Trainer.Script = lease => lease.Trial % 4 == 3 ? new TrialOutcome.Diverged(2, 1000) : null;
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        var last = page.Locator("#leaders tbody tr").Last;

        await Expect(page.Locator("#leaders tbody tr")).ToHaveCountAsync(4);
        await Expect(last).ToContainTextAsync("diverged in epoch 2 (2 seeds)");
        await Expect(last.Locator("input")).ToHaveCountAsync(0);
        await Expect(page.Locator("#shares li")).ToHaveCountAsync(2);
        if (await page.Locator("#no-charts").CountAsync() == 0)
            await Expect(page.Locator("#heat-lost")).ToBeVisibleAsync();
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task RangeTests_ShowTheirCurvesAndRates()
    {
        _rig.Trainer.Script = lease => new TrialOutcome.Succeeded(
            ScriptedTrainer.FinalOf(lease.Trial, 1) with
            {
                Range = new()
                {
                    Settings = RangeTestSettings.Default with { Start = 0.1, Factor = 2 },
                    Losses = [3, 2, 1, 4],
                    RunningMeans = [3, 2.5, 2, 2.5],
                },
            },
            StoppedEarly: true);
        await _rig.FinishAsync(RangeSpec);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/ranges-1"));
        await Expect(page.Locator("#curves-title")).ToHaveTextAsync("Range tests");
        await Expect(page.Locator("#curve-names li")).ToHaveCountAsync(2);
        await Expect(page.Locator("#trial-head")).Not.ToContainTextAsync("test_acc");
        if (await page.Locator("#no-charts").CountAsync() == 0)
            await page.ShowsAsync("#curves-0 svg");

        await page.GotoAsync(_rig.Address("sweeps/ranges-1/trials/1"));
        await Expect(page.Locator(".tiles")).ToContainTextAsync("at lr 0.4000");
        await Expect(page.Locator(".tiles")).ToContainTextAsync("0.2000");
        await Expect(page.Locator(".tiles")).Not.ToContainTextAsync("Test accuracy");
        await Expect(page.Locator("#predictions")).ToBeHiddenAsync();
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Sweeps_SearchedByATag_AreThoseThatHaveIt()
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync(RangeSpec.Replace("kind: lr-range\nrange: {start: 0.1, factor: 2}\n", "", StringComparison.Ordinal));
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address());
        await Expect(page.Locator(".sweeps > li")).ToHaveCountAsync(2);

        await page.Locator("#find").FillAsync("LR-finder ranges");
        await Expect(page.Locator(".sweeps h2")).ToHaveTextAsync(["ranges-1"]);
        await Expect(page).ToHaveURLAsync(_rig.Address("?find=LR-finder+ranges"));
        await page.Locator("#find").FillAsync("no such tag");
        await Expect(page.Locator("#overview")).ToContainTextAsync("No sweep has that");

        await page.GotoAsync(_rig.Address("sweeps/ranges-1"));
        await page.Locator(".tags a").First.ClickAsync();
        await Expect(page.Locator("#find")).ToHaveValueAsync("first");
        await Expect(page.Locator(".sweeps h2")).ToHaveTextAsync(["ranges-1"]);
    }
}
