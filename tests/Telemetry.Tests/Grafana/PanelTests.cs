using System.Globalization;
using System.Text.Json;
using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>What people see in Grafana: its own library turns the answers of a real Prometheus, which scrapes real sweeps, into tables and
/// figures, which are compared with what the program prints.</summary>
public sealed class PanelTests(GrafanaSweeps sweeps) : IClassFixture<GrafanaSweeps>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [GrafanaFact]
    public Task Leaderboard_OfASweepThatFinishedBeforeItsServerWasStarted_IsThatOfTheTerminal() => ShouldBeThatOfTheTerminalAsync("lab");

    [GrafanaFact]
    public Task Leaderboard_OfASweepWhoseProcessIsGone_IsThatOfTheTerminal() => ShouldBeThatOfTheTerminalAsync("laptop");

    [GrafanaFact]
    public async Task Leaderboard_OfARunningSweep_IsOfItAlone()
    {
        var board = await TableAsync("sweepcluster-sweep", "Leaderboard", "cluster");

        board["width"].ShouldBe(["4", "8"], ignoreOrder: true, "the other sweeps of this id have other settings");
        board.Columns.ShouldNotContain("activation");
        board["rank"].ShouldBeSubsetOf(["1", "2", "=1"]);
        board["seeds"][0].ShouldContain("open");
    }

    [GrafanaFact]
    public async Task Leaderboard_InThePage_IsWhatGrafanaShows()
    {
        var board = await TableAsync("sweepcluster-sweep", "Leaderboard", "lab");
        var seconds = board.Columns.ToList().IndexOf("s/epoch");
        var steady = board with
        {
            // How long an epoch takes depends on the machine.
            Rows = [.. board.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select((cell, index) => index == seconds ? "0.0…" : cell)])],
        };

        var page = await File.ReadAllTextAsync(RepositoryFolder.Combine("docs", "grafana.md"), Cancellation);

        page.ShouldContain($"```text\n{steady}\n```", Case.Sensitive, steady.ToString());
    }

    [GrafanaFact]
    public async Task Sweeps_OfOneIdInTwoClusters_HaveARowEach()
    {
        var table = await TableAsync("sweepcluster-cluster", "Sweeps", ".+");

        table.Columns.ShouldBe(["job", "sweep", "running", "queued", "best objective", "time left"]);
        table["job"].ShouldBe(["cluster", "lab"], ignoreOrder: true);
        table["sweep"].ShouldAllBe(sweep => sweep == "same-1");
        var row = table.Rows.Single(row => row[0] == "lab");
        row[2].ShouldBe("No");
        row[3].ShouldBe("0");
        table.Rows.Single(row => row[0] == "cluster")[2].ShouldBe("Yes");
        using var best = JsonDocument.Parse((await sweeps.RowsAsync("lab"))[0]);
        row[4].ShouldBe(best.RootElement.GetProperty("objective").GetDouble().ToString("F4", CultureInfo.InvariantCulture));
    }

    [GrafanaFact]
    public async Task Figures_OfAFinishedSweep_AreItsLast()
    {
        using var best = JsonDocument.Parse((await sweeps.RowsAsync("laptop"))[0]);

        (await ValueAsync("Best so far", "laptop")).ShouldBe(
            best.RootElement.GetProperty("objective").GetDouble().ToString("F4", CultureInfo.InvariantCulture));
        (await ValueAsync("Progress", "laptop")).ShouldBe("100.0%");
        (await ValueAsync("Running", "lab")).ShouldBe("No");
        (await ValueAsync("Running", "cluster")).ShouldBe("Yes");
    }

    [GrafanaFact]
    public async Task Trials_ByState_AreThoseOfTheStore()
    {
        var shown = await ShowAsync("sweepcluster-sweep", "Trials by state", "lab");

        var states = shown.Series.ToDictionary(series => series.Name, series => int.Parse(series.Last, CultureInfo.InvariantCulture));
        states.Values.Sum().ShouldBe(24);
        states["diverged"].ShouldBeGreaterThan(0);
        (states["succeeded"] + states["diverged"]).ShouldBe(24);
    }

    [GrafanaFact]
    public async Task Panels_All_ShowWhatTheirTitlePromisesOrThatThereIsNothing()
    {
        // Silos and GPUs are not part of this; QueryTests ask their expressions.
        foreach (var dashboard in Dashboard.All)
        {
            foreach (var panel in dashboard.Panels.Where(panel => Dashboard.Text(panel, "type") != "row"))
            {
                var shown = await ShowAsync(dashboard.Uid, Dashboard.Text(panel, "title"), "cluster");

                var name = $"{dashboard.Uid}: {Dashboard.Text(panel, "title")}";
                foreach (var table in shown.Tables)
                {
                    table.Columns.ShouldAllBe(column => !column.StartsWith("Value", StringComparison.Ordinal) && column != "Time", name);
                    table.Rows.ShouldAllBe(row => row.All(cell => cell != "NaN" && cell != "undefined"), name);
                }

                shown.Values.ShouldAllBe(value => value.Text != "NaN" && value.Text.Length > 0, name);
                shown.Series.ShouldAllBe(series => series.Name.Length > 0 && !series.Name.Contains("{{", StringComparison.Ordinal), name);
                if (panel.GetProperty("targets").GetArrayLength() > 1 && shown.Series.Count > 0)
                    shown.Series.Select(series => series.Name).ShouldBeUnique(name);
            }
        }
    }

    private async Task ShouldBeThatOfTheTerminalAsync(string job)
    {
        var terminal = await sweeps.TerminalAsync(job);
        var rows = await sweeps.RowsAsync(job);
        var board = await TableAsync("sweepcluster-sweep", "Leaderboard", job);

        board.Columns.Where(column => !column.EndsWith(", in full", StringComparison.Ordinal)).ShouldBe([
            "rank", "activation", "optimizer", "l2", "seeds", "val_accuracy", "± 95 %", "worst", "best", "test_loss", "test_acc", "params",
            "s/epoch", "configuration number", "best trial",
        ]);
        terminal.Rows.Count.ShouldBeGreaterThan(3);
        board.Rows.Count.ShouldBe(terminal.Rows.Count);
        foreach (var column in new[] { "rank", "activation", "optimizer", "l2", "seeds" })
            board[column].ShouldBe(terminal[column], column);
        board["val_accuracy"].Zip(board["± 95 %"], (mean, half) => $"{mean} ±{half}").ShouldBe(terminal["val_accuracy"]);
        foreach (var column in new[] { "worst", "best", "test_acc" })
            board[column].ShouldBe(terminal[column], column);
        board["params"].ShouldBe(terminal["params"].Select(text => text.Replace(",", "", StringComparison.Ordinal)));
        foreach (var column in new[] { "test_loss", "s/epoch" })
        {
            foreach (var (shown, printed) in board[column].Zip(terminal[column]))
                Number(shown).ShouldBe(Number(printed), 0.006 * Math.Max(1, Math.Abs(Number(printed))), column);
        }

        board["configuration number"].ShouldBe(rows.Select(Configuration));
    }

    private async Task<string> ValueAsync(string panel, string job) =>
        (await ShowAsync("sweepcluster-sweep", panel, job)).Values.ShouldHaveSingleItem().Text;

    private async Task<ShownTable> TableAsync(string dashboard, string panel, string job) =>
        (await ShowAsync(dashboard, panel, job)).Tables.ShouldHaveSingleItem();

    private Task<ShownPanel> ShowAsync(string dashboard, string panel, string job) => GrafanaLibrary.ShowAsync(
        sweeps.Prometheus,
        Dashboard.All.Single(found => found.Uid == dashboard).Panels.Single(found => Dashboard.Text(found, "title") == panel),
        new Dictionary<string, string>
        {
            ["__rate_interval"] = "10s",
            ["__range"] = "15m",
            ["job"] = job,
            ["sweep"] = "same-1",
            ["ranks"] = ".+",
            ["instance"] = ".+",
            ["gpu"] = ".+",
        },
        Cancellation);

    private static string Configuration(string row)
    {
        using var document = JsonDocument.Parse(row);
        return document.RootElement.GetProperty("configuration").ToString();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
