using Microsoft.Playwright;
using SweepCluster.Api.Dashboard;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing.Waiting;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>The figures of every page are those of the store, while a sweep runs and at its end.</summary>
[Collection(DashboardCollection.Name)]
public sealed class FigureTests(ChromiumBrowser browser) : IAsyncLifetime
{
    private readonly DashboardRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Sweep_AsItRunsAndAtItsEnd_ShowsTheFiguresOfTheStore()
    {
        var gate = _rig.Trainer.HoldBefore(6, epoch: 2);
        _rig.Trainer.Script = lease => lease.Trial == 3 ? new TrialOutcome.Diverged(2, 1000) : null;
        await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));

        await ShouldShowTheStoreAsync(page);
        await Expect(page.Locator("#status")).ToHaveTextAsync("running");
        await Expect(page.Locator("#running-now")).ToContainTextAsync("trial 6");

        gate.Open();
        await page.ShowsAsync("#status .finished");
        await ShouldShowTheStoreAsync(page);
        await Expect(page.Locator("#lead")).ToHaveTextAsync("Which is best?");
        tab.ShouldBeQuiet(_rig.Address());
    }

    // What the store and a cluster's leaderboard answer may lag behind the stream that says that something moved.
    [ChromiumTheory]
    [InlineData("leaderboard")]
    [InlineData("table")]
    public async Task Rows_AnsweredLate_AreReadAgainUntilTheyAreCurrent(string what)
    {
        var before = _rig.Trainer.HoldBefore(6, epoch: 2);
        var after = _rig.Trainer.HoldBefore(6, epoch: 3);
        await _rig.SubmitAsync();
        await before.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        var (answer, isLate, late) = ("", false, 0);
        await page.RouteAsync($"**/{what}?*", async route =>
        {
            if (Volatile.Read(ref isLate))
            {
                Interlocked.Increment(ref late);
                await route.FulfillAsync(new() { Body = answer, ContentType = "application/json" });
                return;
            }

            var response = await route.FetchAsync();
            answer = await response.TextAsync();
            await route.FulfillAsync(new() { Response = response });
        });
        await page.GotoAsync(_rig.Address("sweeps/quick-1"));
        await ShouldShowTheStoreAsync(page);

        Volatile.Write(ref isLate, true);
        before.Open();
        await after.Reached;
        await Expect(page.Locator("#running-now")).ToContainTextAsync("epoch 2/3");
        Volatile.Write(ref late, 0);
        await Eventually.HoldsAsync(
            $"the page to ask for the {what} again", () => Volatile.Read(ref late) >= 2, () => $"{Volatile.Read(ref late)} requests");
        Volatile.Write(ref isLate, false);

        await ShouldShowTheStoreAsync(page);
        after.Open();
        await page.ShowsAsync("#status .finished");
        await ShouldShowTheStoreAsync(page);
        tab.ShouldBeQuiet(_rig.Address());
    }

    [ChromiumFact]
    public async Task Sweeps_AndCluster_ShowWhatRuns()
    {
        await _rig.FinishAsync();
        var gate = _rig.Trainer.HoldBefore(5, epoch: 3);
        var sweep = await _rig.SubmitAsync();
        await gate.Reached;
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address());
        var first = _rig.SpecOfAsync("quick-1");
        var best = LeaderboardTable.Build(
            await first, await _rig.Store.ReadLeadersAsync("quick-1", (await first).Objective.Goal, 1, DashboardRig.Cancellation))[0];
        await Eventually.PassesAsync("the list of sweeps to show the figures of the store", async () =>
            (await page.ReadAsync<string>("[...document.querySelectorAll('.sweeps > li')].map(item => [item.querySelector('h2').innerText, "
                + "item.querySelector('.pill').innerText, item.querySelector('dd:nth-of-type(1)').innerText, "
                + "item.querySelectorAll('dd')[1].innerText].join('|')).join('\\n')"))
                .ShouldBe($"quick-2|running|{FigureText.Metric(await BestAsync("quick-2"))}|5/8\n"
                    + $"quick-1|finished|{FigureText.Metric(best.Objective.Mean)}|8/8"));
        await page.Locator(".sweeps h2 a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(_rig.Address($"sweeps/{sweep.Id}"));
        await page.ShowsAsync("#status .running");

        await page.GotoAsync(_rig.Address("cluster"));
        await page.ShowsAsync("#slots .busy");
        await Expect(page.Locator("#slots .slots")).ToContainTextAsync("worker 0");
        await Expect(page.Locator("#slots .slots")).ToContainTextAsync("trial 5 of quick-2");
        tab.ShouldBeQuiet(_rig.Address());
        gate.Open();
    }

    [ChromiumFact]
    public async Task Trial_ShowsItsEpochsConfigurationAndWhatHappened()
    {
        _rig.Trainer.Script = lease => lease.Trial == 3 ? new TrialOutcome.Failed("no room for it") : null;
        await _rig.FinishAsync();
        var epochs = new List<EpochReport>();
        await foreach (var epoch in _rig.Store.ReadEpochsAsync("quick-1", 3, DashboardRig.Cancellation))
            epochs.Add(epoch.Report);
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync(_rig.Address("sweeps/quick-1/trials/3"));
        await page.ShowsAsync("#epoch-list table");

        var expected = string.Join('\n', epochs.Select(epoch => string.Join(
            '|', epoch.Epoch, FigureText.Metric(epoch.TrainLoss), FigureText.Metric(epoch.TrainAccuracy),
            FigureText.Metric(epoch.ValidationLoss),
            FigureText.Metric(epoch.ValidationAccuracy), FigureText.Metric(epoch.LearningRate), FigureText.Seconds(epoch.Seconds))));
        await Eventually.PassesAsync(
            "the trial's epochs to be those of the store", async () => (await page.RowsAsync("#epoch-list")).ShouldBe(expected));
        await Expect(page.Locator(".tiles .value")).ToHaveTextAsync(["failed", "3/3", "2"]);
        await Expect(page.Locator("#status")).ToHaveTextAsync("failed");
        await Expect(page.Locator("#configuration")).ToContainTextAsync("16 relu, 16 relu");
        await Expect(page.Locator("#log")).ToContainTextAsync("no room for it");
        tab.ShouldBeQuiet(_rig.Address());

        await page.GotoAsync(_rig.Address("sweeps/quick-1/trials/2"));
        await page.ShowsAsync("#predicted .notice");
        await Expect(page.Locator("#predicted")).ToContainTextAsync("checkpoint");
        tab.Errors.ShouldHaveSingleItem("the predictions that are not there").ShouldContain("404");
    }

    private async Task<double?> BestAsync(string id)
    {
        var spec = await _rig.SpecOfAsync(id);
        return LeaderboardTable.Build(
            spec, await _rig.Store.ReadLeadersAsync(id, spec.Objective.Goal, 1, DashboardRig.Cancellation)) is [var best, ..]
            ? best.Objective.Mean
            : null;
    }

    private async Task ShouldShowTheStoreAsync(IPage page)
    {
        await page.ShowsAsync("#leaders table");
        await Eventually.PassesAsync(
            "the leaderboard to be the store's", async () => (await page.RowsAsync("#leaders")).ShouldBe(await LeadersAsync()));
        await Eventually.PassesAsync(
            "the table of trials to be the store's", async () => (await page.RowsAsync("#trial-table")).ShouldBe(await TrialsAsync()));
        await Eventually.PassesAsync("the counts of trials to be the store's", async () =>
            string.Join(", ", (await page.Locator("#overview .states li:not(.left)").AllInnerTextsAsync()).Select(text => text.Trim()))
                .ShouldBe(SweepText.Counts(await _rig.Store.CountTrialsAsync("quick-1", DashboardRig.Cancellation))));
    }

    private async Task<string> LeadersAsync()
    {
        var spec = await _rig.SpecOfAsync("quick-1");
        var rows = LeaderboardTable.BuildAll(
            spec, await _rig.Store.ReadLeadersAsync("quick-1", spec.Objective.Goal, 10, DashboardRig.Cancellation));
        var columns = LeaderboardModule.Columns
            .Where(column => column.AppliesTo(spec) && (!column.IsOptional || rows.Any(row => column.Text(row).Length > 0)))
            .OrderBy(column => column.Format switch
            {
                DashboardFormat.Rank => 0,
                DashboardFormat.Objective => 1,
                DashboardFormat.Settings => 2,
                _ => 3,
            })
            .ToArray();
        // The box for the curve and the drawing of the interval hold no text; the last column leads to the trials.
        return string.Join('\n', rows.Select(row => string.Join('|', columns
            .SelectMany(column => column.Format switch
            {
                DashboardFormat.Settings => row.Settings.Select(assignment => assignment.Value.ToString()),
                DashboardFormat.Objective => [column.Text(row), ""],
                _ => [column.Text(row)],
            })
            .Append("open")
            .Prepend(""))));
    }

    private async Task<string> TrialsAsync()
    {
        var lines = new List<string>();
        await foreach (var trial in _rig.Store.ReadTrialsAsync("quick-1", DashboardRig.Cancellation))
        {
            var report = trial.Final?.Report ?? trial.Last;
            var configuration = trial.Configuration;
            lines.Add(string.Join(
                '|', "", trial.Trial, SweepText.Name(trial.State), FigureText.Metric(trial.Objective), configuration < 2 ? 8 : 16,
                (configuration % 2) + 1, trial.SeedIndex + 1,
                FigureText.Metric(report?.TrainLoss), FigureText.Metric(report?.TrainAccuracy), FigureText.Metric(report?.ValidationLoss),
                FigureText.Metric(report?.ValidationAccuracy),
                FigureText.Metric(trial.Final?.TestLoss), FigureText.Metric(trial.Final?.TestAccuracy), trial.Epochs, trial.Attempt,
                FigureText.Seconds(trial.TrainSeconds),
                trial.FinishedAt is { } at
                    ? at.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
                    : "-",
                trial.Reason));
        }

        return string.Join('\n', lines);
    }
}
