using System.Globalization;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>The table of trials at 100,000 of them.</summary>
[Collection(DashboardCollection.Name)]
public sealed class TableTests(ChromiumBrowser browser, ITestOutputHelper output) : IAsyncLifetime
{
    // 10,000 configurations by ten seeds.
    private const string Spec = "name: many\ndataset: glyphs\nsplit: {last: 100}\nseeds: 10\nbase: {epochs: 2}\nspace: {width: {linear: [1, 100], points: 100}, batch: {linear: [1, 100], points: 100}}\n";

    private const int Configurations = 10_000;
    private const int Trials = 100_000;

    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Table_OfAHundredThousandTrials_FiltersSortsAndScrolls()
    {
        var trials = Enumerable.Range(0, Trials).Select(Trial).ToArray();
        await FillAsync(trials);
        await using var page = await browser.OpenAsync();

        await page.GoAsync(_rig.Address("sweeps/many-1"));
        await AnswerAsync(page, "100,000 trials");
        (await page.EvaluateAsync<int>("document.querySelectorAll('#trial-table tbody tr').length")).ShouldBeLessThan(60, "only rows in sight are in the page");

        var found = trials.Where(trial => trial.State == TrialState.Failed && Width(trial) >= 51).ToArray();
        await FilterAsync(page, "width>=51 state=failed");
        await AnswerAsync(page, $"{FigureText.Count(found.Length)} of 100,000 trials");
        (await TrialsAsync(page)).Take(10).ShouldBe(found.Take(10).Select(trial => trial.Trial));
        await TellAsync(page, "filter");

        await FilterAsync(page, "");
        await AnswerAsync(page, "100,000 trials");
        await page.ClickAsync("[data-sort=objective]");
        var best = trials.Where(trial => trial.Objective is not null).OrderByDescending(trial => trial.Objective).ThenBy(trial => trial.Trial).ToArray();
        await page.WaitAsync($"document.querySelector('#trial-table tbody a')?.innerText === '{best[0].Trial}'");
        (await TrialsAsync(page)).Take(10).ShouldBe(best.Take(10).Select(trial => trial.Trial));
        await TellAsync(page, "sort");

        await page.EvaluateAsync<bool>("(document.querySelector('.table.rows').scrollTop = 36 * 50000, true)");
        var middle = best[50_000].Trial.ToString(CultureInfo.InvariantCulture);
        await page.WaitAsync($"[...document.querySelectorAll('#trial-table tbody a')].some(link => link.innerText === '{middle}')");
        await TellAsync(page, "scroll");
        (await page.EvaluateAsync<string>("location.search")).ShouldBe("?sort=-objective");

        await FilterAsync(page, "nothing=1");
        await page.WaitForAsync("#filter-answer.wrong");
        (await page.TextAsync("#filter-answer")).ShouldStartWith("There is no 'nothing'. Known: width, batch");
    }

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Curves_ChosenInTheTables_AreDrawn()
    {
        await _rig.FinishAsync();
        await using var page = await browser.OpenAsync();
        await page.GoAsync(_rig.Address("sweeps/quick-1"));
        await page.WaitForAsync("#curve-names li:nth-child(4)");

        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#curve-names span')].map(swatch => getComputedStyle(swatch).backgroundColor)")).Distinct().Count().ShouldBe(4);
        (await page.EvaluateAsync<bool>("[...document.querySelectorAll('.chart:not([hidden])')].every(chart => chart.clientHeight > 100)")).ShouldBeTrue();

        await page.ClickAsync("#trial-table [data-curve=t5]");
        await page.WaitForAsync("#curve-names li:nth-child(5)");
        (await page.TextAsync("#curve-names")).ShouldContain("trial 5: width=8, depth=2, seed 2");

        await page.ClickAsync("#leaders [data-curve=c0]");
        await page.WaitAsync("document.querySelectorAll('#curve-names li').length === 4");
        (await page.TextAsync("#curve-names")).ShouldNotContain("width=8, depth=1\n");
        await page.ClickAsync("#curve-names [data-curve=t5]");
        await page.WaitAsync("document.querySelectorAll('#curve-names li').length === 3");
        page.ShouldBeQuiet(_rig);
    }

    private static int Width(TrialRecord trial) => 1 + (int)(trial.Configuration / 100);

    private static TrialRecord Trial(int number)
    {
        var state = number % 17 == 0 ? TrialState.Failed : number % 23 == 0 ? TrialState.Diverged : TrialState.Succeeded;
        var report = new EpochReport(2, 0.5, 0.8, 0.6, 0.7, 0.001, 0.1, 100);
        return new()
        {
            Trial = number,
            Configuration = number % Configurations,
            Repeat = number / Configurations,
            State = state,
            Attempt = 1,
            Pass = 0,
            Epochs = 2,
            // In no order, with ties.
            Objective = state == TrialState.Succeeded ? (number * 7919L % 50_021) / 50_021.0 : null,
            Last = report,
            Final = state == TrialState.Succeeded ? new(report, 0.5, 0.7, 1000, new string('0', 64)) : null,
            Reason = state == TrialState.Failed ? "no room on the disk" : "",
            TrainSeconds = 0.2,
            StartedAt = DateTimeOffset.UnixEpoch,
            FinishedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private async Task FillAsync(TrialRecord[] trials)
    {
        var sweep = await _rig.Store.CreateSweepAsync(new("many", Spec, null, Configurations, Trials / Configurations, DateTimeOffset.UnixEpoch), DashboardRig.Cancellation);
        foreach (var some in trials.Chunk(10_000))
            await _rig.Store.CommitAsync(sweep.Id, new(null, some, [], []), DashboardRig.Cancellation);
        await _rig.Store.CommitAsync(sweep.Id, new(sweep with { Status = SweepStatus.Finished }, [], [], []), DashboardRig.Cancellation);
    }

    private static async Task FilterAsync(BrowserPage page, string filter)
    {
        await page.EvaluateAsync<bool>("(document.getElementById('filter').scrollIntoView(), document.getElementById('filter').focus(), document.getElementById('filter').select(), true)");
        if (filter.Length > 0)
            await page.TypeAsync(filter);
        else
            await page.EvaluateAsync<bool>("(document.getElementById('filter').value = '', document.getElementById('filter').dispatchEvent(new Event('input')))");
    }

    private static Task AnswerAsync(BrowserPage page, string text) => page.WaitAsync($"document.querySelector('#filter-answer')?.innerText === {BrowserPage.Quoted(text)}");

    private static async Task<IEnumerable<long>> TrialsAsync(BrowserPage page) =>
        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#trial-table tbody a')].map(link => link.innerText)")).Select(text => long.Parse(text, CultureInfo.InvariantCulture));

    private async Task TellAsync(BrowserPage page, string what) =>
        output.WriteLine($"{what}: {await page.EvaluateAsync<string>("document.getElementById('trial-table').dataset.milliseconds")} ms from question to answer");
}
