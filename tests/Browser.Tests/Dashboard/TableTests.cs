using System.Globalization;
using Microsoft.Playwright;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Testing.Waiting;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>The table of trials at 100,000 of them.</summary>
[Collection(DashboardCollection.Name)]
public sealed class TableTests(ChromiumBrowser browser, ITestOutputHelper output) : IAsyncLifetime
{
    // 10,000 configurations by ten seeds.
    private const string Spec = "name: many\ndataset: glyphs\nsplit: {last: 100}\nseeds: 10\nbase: {epochs: 2}\n"
        + "space: {width: {linear: [1, 100], points: 100}, batch: {linear: [1, 100], points: 100}}\n";

    private const int Configurations = 10_000;
    private const int Trials = 100_000;

    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [ChromiumTheory]
    [InlineData(1280)]
    [InlineData(640)]
    [InlineData(390)]
    public async Task Objective_AtEveryWidth_IsInSightAndStays(int width)
    {
        await _rig.FinishAsync("name: axes\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 1}\nspace: {width: [8, 16], "
            + "depth: [1, 2], activation: [relu, tanh], batch: [10, 20], lr: [0.1, 0.2], dropout: [0, 0.5]}\n");
        await using var tab = await browser.OpenAsync(width);
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/axes-1"));
        await page.ShowsAsync("#leaders tbody tr");
        await page.ShowsAsync("#trial-table tbody a");

        foreach (var (table, column) in new[] { ("#leaders .table", 3), ("#trial-table .table", width < 700 ? 3 : 4) })
        {
            foreach (var scrolled in new[] { 0, 10_000 })
            {
                await page.Locator(table).EvaluateAsync("(table, left) => { table.scrollLeft = left; }", scrolled);
                await page.HoldsAsync($$"""
                    (() => {
                      const table = document.querySelector('{{table}}');
                      const box = table.getBoundingClientRect();
                      return [...table.querySelectorAll('thead tr, tbody tr:not(.room)')].slice(0, 3).every(row => {
                        const cell = row.cells[{{column}} - 1];
                        const place = cell.getBoundingClientRect();
                        // Null where the row is outside of the window.
                        const onTop = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2) ?? cell;
                        return place.left >= box.left - 1 && place.right <= box.right + 1 && cell.contains(onTop);
                      });
                    })()
                    """);
            }
        }

        await page.ShouldFitAsync();
    }

    [ChromiumFact]
    public async Task Columns_LeftOut_StayOutWhenThePageIsLoadedAgain()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await page.ShowsAsync("#trial-table tbody a");
        await Expect(page.Locator("#trial-head")).ToContainTextAsync("train_loss");

        await page.Locator(".chooser summary").ClickAsync();
        await page.Locator("[data-column=train_loss]").ClickAsync();
        await Expect(page.Locator("#trial-head")).Not.ToContainTextAsync("train_loss");
        await page.ReloadAsync();

        await page.ShowsAsync("#trial-table tbody a");
        await Expect(page.Locator("#trial-head")).Not.ToContainTextAsync("train_loss");
        await Expect(page.Locator("#trial-head")).ToContainTextAsync("val_loss");
        await Expect(page.Locator("[data-column=objective]")).ToHaveCountAsync(0);
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task ParallelCoordinates_ASelection_FiltersTheTable()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await AnswerAsync(page, "8 trials");
        if (await page.Locator("#no-charts").CountAsync() > 0)
            return;
        await page.ShowsAsync("#parallel svg");
        await page.Locator("#parallel").ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator("#parallel").BoundingBoxAsync()).ShouldNotBeNull();

        // The first axis is 48 pixels from the left, and reaches from 34 pixels below the top to 34 above the bottom.
        await page.Mouse.MoveAsync(box.X + 48, box.Y + 36);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 48, box.Y + (box.Height / 3), new() { Steps = 5 });
        await page.Mouse.MoveAsync(box.X + 48, box.Y + (box.Height / 2) - 8, new() { Steps = 5 });
        await page.Mouse.UpAsync();

        await Expect(page.Locator("#filter")).ToHaveValueAsync("width=16");
        await AnswerAsync(page, "4 of 8 trials");
    }

    [ChromiumFact]
    public async Task Table_OfAHundredThousandTrials_FiltersSortsAndScrolls()
    {
        var trials = Enumerable.Range(0, Trials).Select(Trial).ToArray();
        await FillAsync(trials);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/many-1"));
        await AnswerAsync(page, "100,000 trials");
        await Eventually.PassesAsync(
            "a page that holds only the rows in sight",
            async () => (await page.Locator("#trial-table tbody tr").CountAsync()).ShouldBeInRange(10, 59));

        var found = trials.Where(trial => trial.State == TrialState.Failed && Width(trial) >= 51).ToArray();
        await FilterAsync(page, "width>=51 state=failed");
        await AnswerAsync(page, $"{FigureText.Count(found.Length)} of 100,000 trials");
        await ShouldBeginWithAsync(page, found);
        await WriteTimeAsync(page, "filter");

        await FilterAsync(page, "");
        await AnswerAsync(page, "100,000 trials");
        await page.Locator("[data-sort=objective]").ClickAsync();
        var best = trials.Where(trial => trial.Objective is not null)
            .OrderByDescending(trial => trial.Objective)
            .ThenBy(trial => trial.Trial)
            .ToArray();
        await ShouldBeginWithAsync(page, best);
        await WriteTimeAsync(page, "sort");

        await page.Locator(".table.rows").EvaluateAsync("rows => { rows.scrollTop = 36 * 50000; }");
        var middle = best[50_000].Trial.ToString(CultureInfo.InvariantCulture);
        await page.ShowsAsync($"#trial-table tbody a:text-is('{middle}')");
        await WriteTimeAsync(page, "scroll");
        await Expect(page).ToHaveURLAsync(_rig.Address("sweeps/many-1?sort=-objective"));

        await FilterAsync(page, "nothing=1");
        await page.ShowsAsync("#filter-answer.wrong");
        await page.Locator("#filter-answer")
            .TextPassesAsync("the filter to be refused", text => text.ShouldStartWith("There is no 'nothing'. Known: width, batch"));
    }

    [ChromiumFact]
    public async Task Curves_ChosenInTheTables_AreDrawn()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        var curves = page.Locator("#curve-names li");
        var first = curves.Filter(new() { HasTextRegex = new("^width=8, depth=1(?!,)\\D*$") });
        await Expect(curves).ToHaveCountAsync(4);
        await Expect(first).ToHaveCountAsync(1);

        await Eventually.PassesAsync("four curves of different colours", async () =>
            (await page.ReadAsync<string[]>(
                "[...document.querySelectorAll('#curve-names span')].map(swatch => getComputedStyle(swatch).backgroundColor)")).Distinct()
                .Count()
                .ShouldBe(4));
        await page.HoldsAsync("[...document.querySelectorAll('.chart:not([hidden])')].every(chart => chart.clientHeight > 100)");

        await page.Locator("#trial-table [data-curve=t5]").ClickAsync();
        await Expect(curves).ToHaveCountAsync(5);
        await Expect(page.Locator("#curve-names")).ToContainTextAsync("trial 5: width=8, depth=2, seed 2");

        await page.Locator("#leaders [data-curve=c0]").ClickAsync();
        await Expect(curves).ToHaveCountAsync(4);
        await Expect(first).ToHaveCountAsync(0);
        await page.Locator("#curve-names [data-curve=t5]").ClickAsync();
        await Expect(curves).ToHaveCountAsync(3);
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Leaderboard_ARow_LeadsToItsTrials()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));

        await page.Locator("#leaders tbody a").First.ClickAsync();

        await page.HoldsAsync("(new URLSearchParams(location.search).get('filter') ?? '').startsWith('configuration=')");
        await page.Locator("#filter-answer")
            .TextPassesAsync("only the trials of the row to be shown", text => text.ShouldBe("2 of 8 trials"));
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Trial_ItsConfiguration_IsCopiedAsASpec()
    {
        await _rig.FinishAsync();
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1/trials/2"));

        await page.Locator("#copy-spec").ClickAsync();

        // Some browsers refuse, and the page then shows the text.
        await page.Locator("#configuration [role=status]")
            .TextPassesAsync("the page to say what it did", text => text.ToLowerInvariant().ShouldContain("cop"));
        await page.HoldsAsync("document.getElementById('configuration-spec').textContent.includes('name: quick-best')");
        // The scripted trials have no networks that could predict.
        tab.Errors.Where(error => !error.Contains("/predictions", StringComparison.Ordinal)).ShouldBeEmpty();
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
            SeedIndex = number / Configurations,
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
        var sweep = await _rig.Store.CreateSweepAsync(
            new("many", Spec, null, Configurations, Trials / Configurations, DateTimeOffset.UnixEpoch), DashboardRig.Cancellation);
        foreach (var some in trials.Chunk(10_000))
            await _rig.Store.CommitAsync(sweep.Id, new(null, some, [], []), DashboardRig.Cancellation);
        await _rig.Store.CommitAsync(sweep.Id, new(sweep with { Status = SweepStatus.Finished }, [], [], []), DashboardRig.Cancellation);
    }

    private static Task FilterAsync(IPage page, string filter) => page.Locator("#filter").FillAsync(filter);

    private static Task AnswerAsync(IPage page, string text) => Expect(page.Locator("#filter-answer")).ToHaveTextAsync(text);

    private static Task ShouldBeginWithAsync(IPage page, IEnumerable<TrialRecord> trials) =>
        Eventually.PassesAsync("the table to begin with the expected trials", async () =>
            (await page.Locator("#trial-table tbody a").AllInnerTextsAsync()).Take(10)
                .ShouldBe(trials.Take(10).Select(trial => trial.Trial.ToString(CultureInfo.InvariantCulture))));

    private async Task WriteTimeAsync(IPage page, string what) =>
        output.WriteLine($"{what}: {await page.ReadAsync<string>("document.getElementById('trial-table').dataset.milliseconds")} ms "
            + "from request to response");
}
