using System.Globalization;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>What people see in Grafana: its own library turns the answers of a real Prometheus, which scrapes real sweeps, into tables and
/// figures, which are compared with the results store and with what the program prints.</summary>
[Integration]
public sealed class PanelTests(GrafanaSweeps sweeps) : IClassFixture<GrafanaSweeps>
{
    private const string Sweep = "sweepcluster-sweep";
    private const string Cluster = "sweepcluster-cluster";
    private const string Gpu = "sweepcluster-gpu";

    /// <summary>The columns of the leaderboard behind the hyperparameters and the seeds.</summary>
    private static readonly string[] Figures =
    [
        "val_accuracy", "± 95 %", "P(best)", "worst", "best", "test_loss", "test_acc", "params", "s/epoch", "configuration number",
        "best trial",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [GrafanaFact]
    public Task Leaderboard_OfASweepThatFinishedBeforeItsServerWasStarted_IsThatOfTheTerminal() => ShouldBeThatOfTheTerminalAsync("lab");

    [GrafanaFact]
    public Task Leaderboard_OfASweepWhoseProcessIsGone_IsThatOfTheTerminal() => ShouldBeThatOfTheTerminalAsync("laptop");

    [GrafanaFact]
    public Task Leaderboard_OfARunningSweep_IsOfTheSeedsThatHaveFinished() => Eventually.PassesAsync(
        "the leaderboard of a running sweep to be of the trials in the store",
        async () =>
        {
            var board = (await sweeps.ShowAsync(Sweep, "cluster"))["Leaderboard"].Table;
            var trials = await sweeps.ReadTrialsAsync("cluster");

            board.Columns.ShouldBe(["rank", "width", "seeds", .. Figures], "other sweeps of this id have other settings");
            board["width"].ShouldBe(["4", "8"], ignoreOrder: true);
            board["rank"].ShouldBeSubsetOf(["1", "=1", "2", "1-2"]);
            for (var row = 0; row < board.Rows.Count; row++)
            {
                var seeds = board["seeds"][row];
                seeds.ShouldMatch(@"^\d+ of \d+, \d+ open$");
                var number = int.Parse(board["configuration number"][row], CultureInfo.InvariantCulture);
                number.ShouldBe(board["width"][row] == "4" ? 0 : 1);
                var finished = trials.Where(trial => trial.Configuration == number && trial.Objective is not null)
                    .OrderBy(trial => trial.Finished).ThenBy(trial => trial.Number)
                    .Take(int.Parse(seeds.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
                ShouldShow(board["val_accuracy"][row], finished.Average(trial => trial.Objective!.Value), 4);
                ShouldShow(board["best"][row], finished.Max(trial => trial.Objective!.Value), 4);
                ShouldShow(board["worst"][row], finished.Min(trial => trial.Objective!.Value), 4);
                var best = int.Parse(board["best trial"][row], CultureInfo.InvariantCulture);
                finished.ShouldContain(trial => trial.Number == best && trial.Objective == finished.Max(other => other.Objective));
            }
        },
        // While the seeds of a pack are recorded one by one, in no certain order, it is not known which of them a mean is over.
        TimeSpan.FromMinutes(5));

    [GrafanaFact]
    public async Task Sweeps_OfOneIdInTwoClusters_HaveARowEach()
    {
        var table = (await sweeps.ShowAsync(Cluster, ".+"))["Sweeps"].Table;

        table.Columns.ShouldBe(["job", "sweep", "running", "queued", "best objective", "time left"]);
        table["job"].ShouldBe(["cluster", "lab"], ignoreOrder: true, "the laptop's process is gone");
        var best = (await sweeps.ReadRowsAsync("lab"))[0].GetProperty("objective").GetDouble();
        table.Rows.Single(row => row[0] == "lab")
            .ShouldBe(["lab", "same-1", "No", "0", best.ToString("F4", CultureInfo.InvariantCulture), ""]);
        var running = table.Rows.Single(row => row[0] == "cluster");
        running.Take(3).ShouldBe(["cluster", "same-1", "Yes"]);
        int.Parse(running[3], CultureInfo.InvariantCulture).ShouldBeInRange(1, 20_000);
        // The estimate is absent while there is nothing to go by.
        running[5].ShouldMatch(@"^(\d+ (s|mins?|hours?|days?|weeks?))?$");
    }

    [GrafanaFact]
    public async Task Figures_OfFinishedSweeps_AreTheirLast()
    {
        foreach (var job in new[] { "lab", "laptop" })
        {
            var shown = await sweeps.ShowAsync(Sweep, job);
            var objectives = (await sweeps.ReadRowsAsync(job)).Select(row => row.GetProperty("objective").GetDouble()).ToList();

            ShouldShow(shown["Best so far"].Text, objectives[0], 4);
            ShouldShow(shown["Best so far, over time"].Series.ShouldHaveSingleItem().Last, objectives[0], 3);
            shown["Top places, over time"].Series.Select(series => series.Name)
                .ShouldBe(Enumerable.Range(1, objectives.Count).Select(rank => $"place {rank}"), ignoreOrder: true);
            foreach (var place in shown["Top places, over time"].Series)
                ShouldShow(place.Last, objectives[int.Parse(place.Name.Split(' ')[1], CultureInfo.InvariantCulture) - 1], 3);
            shown["Progress"].Text.ShouldBe("100.0%");
            shown["Running"].Text.ShouldBe("No");
            shown["Time left"].Text.ShouldBe("-");
        }

        var running = await sweeps.ShowAsync(Sweep, "cluster");
        running["Running"].Text.ShouldBe("Yes");
        running["Progress"].Text.ShouldNotBe("100.0%");
    }

    [GrafanaFact]
    public async Task Trials_ByState_AreThoseOfTheStore()
    {
        foreach (var job in new[] { "lab", "laptop" })
        {
            var states = (await sweeps.ReadTrialsAsync(job)).CountBy(trial => trial.State).ToDictionary();
            states.Keys.ShouldBe(["succeeded", "diverged"], ignoreOrder: true);

            Read(await sweeps.ShowAsync(Sweep, job)).ShouldBe(states, ignoreOrder: true);
        }

        var before = (await sweeps.ReadTrialsAsync("cluster")).Count(trial => trial.State == "succeeded");
        var shown = await Eventually.ReadAsync(
            "trials of the running sweep to be counted",
            async () => Read(await sweeps.ShowAsync(Sweep, "cluster")),
            states => states["succeeded"] >= before,
            states => string.Join(", ", states));
        shown.Values.Sum().ShouldBe(20_000);
        shown["succeeded"].ShouldBeLessThanOrEqualTo(
            (await sweeps.ReadTrialsAsync("cluster")).Count(trial => trial.State == "succeeded"));

        static Dictionary<string, int> Read(IReadOnlyDictionary<string, ShownPanel> panels) => panels["Trials by state"].Series
            .Select(series => (series.Name, Count: int.Parse(series.Last, CultureInfo.InvariantCulture)))
            .Where(state => state.Count > 0)
            .ToDictionary(state => state.Name, state => state.Count);
    }

    [GrafanaFact]
    public async Task Versions_OfAllProcesses_AreThatOfTheProgram()
    {
        var table = (await sweeps.ShowAsync(Cluster, ".+"))["Versions"].Table;

        table.Columns.ShouldBe(["instance", "job", "version", "since"]);
        table["job"].ShouldBe(["cluster", "cluster", "lab"], ignoreOrder: true);
        table["version"].Distinct().ShouldHaveSingleItem().ShouldMatch(@"^\d+\.\d+\.\d+");
        foreach (var since in table["since"])
        {
            DateTime.ParseExact(since, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                .ShouldBeGreaterThan(new(2026, 1, 1), "milliseconds, not seconds, since 1970");
        }
    }

    [GrafanaFact]
    public async Task Panels_All_ShowNamesAndValuesOrThatThereIsNothing()
    {
        foreach (var (uid, job) in new[] { (Sweep, "lab"), (Sweep, "laptop"), (Sweep, "cluster"), (Cluster, ".+"), (Gpu, ".+") })
        {
            foreach (var (title, panel) in await sweeps.ShowAsync(uid, job))
            {
                var name = $"{uid}, {job}: {title}";
                foreach (var table in panel.Tables)
                {
                    table.Columns.ShouldAllBe(column => !column.StartsWith("Value", StringComparison.Ordinal) && column != "Time", name);
                    table.Rows.ShouldNotBeEmpty(name);
                    table.Rows.ShouldAllBe(row => row.All(cell => cell != "NaN" && cell != "undefined"), name);
                }

                panel.Values.ShouldAllBe(value => value.Text != "NaN" && value.Text.Length > 0, name);
                panel.Series.ShouldAllBe(series => series.Name.Length > 0 && !series.Name.Contains('{'), name);
                panel.Series.Select(series => series.Name).ShouldBeUnique(name);
            }
        }
    }

    [GrafanaFact]
    public async Task Page_Drawings_AreWhatGrafanaShows()
    {
        var sweep = await sweeps.ShowAsync(Sweep, "lab");
        var cluster = await sweeps.ShowAsync(Cluster, ".+");
        var gpu = await sweeps.ShowAsync(Gpu, ".+");
        // How long an epoch takes depends on the machine, and how far the running sweep is on the moment.
        var board = sweep["Leaderboard"].Table.Replace((column, _, cell) => column == "s/epoch" ? "…" : cell);
        var list = cluster["Sweeps"].Table;
        list = list with { Rows = [.. list.Rows.OrderBy(row => row[0], StringComparer.Ordinal)] };
        list = list.Replace(
            (column, row, cell) => row[0] == "cluster" && column is "queued" or "best objective" or "time left" ? "…" : cell);
        string[] drawings =
        [
            Draw(sweep, "Best so far", "Progress", "Running", "Time left", "Trials by state") + $"\n\n{board}",
            Draw(cluster, "Processes", "Silos") + $"\n\n{list}",
            Draw(gpu, "GPUs", "Utilization", "Memory", "Idle while trials queue"),
        ];

        var page = await File.ReadAllTextAsync(RepositoryFolder.Combine("docs", "grafana.md"), Cancellation);

        foreach (var drawing in drawings)
            page.ShouldContain($"```text\n{drawing}\n```", Case.Sensitive, $"docs/grafana.md draws something else than:\n{drawing}");
    }

    private static string Draw(IReadOnlyDictionary<string, ShownPanel> panels, params IReadOnlyList<string> titles)
    {
        var width = titles.Max(title => title.Length);
        return string.Join('\n', titles.Select(title => $"{title.PadRight(width)}  {panels[title]}"));
    }

    // A cell may be half a unit of its last decimal away from the number, and a little for the binary fraction of that.
    private static void ShouldShow(string cell, double value, int decimals) =>
        Number(cell).ShouldBe(value, (0.51 * Math.Pow(10, -decimals)) + (1e-12 * Math.Abs(value)), cell);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task ShouldBeThatOfTheTerminalAsync(string job)
    {
        var terminal = await sweeps.ReadTerminalAsync(job);
        var rows = await sweeps.ReadRowsAsync(job);
        var trials = await sweeps.ReadTrialsAsync(job);
        var board = (await sweeps.ShowAsync(Sweep, job))["Leaderboard"].Table;

        board.Columns.ShouldBe(["rank", "activation", "optimizer", "l2", "seeds", .. Figures]);
        terminal.Rows.Count.ShouldBeGreaterThan(3);
        board.Rows.Count.ShouldBe(terminal.Rows.Count);
        foreach (var column in new[] { "rank", "activation", "optimizer", "l2", "seeds" })
            board[column].ShouldBe(terminal[column], column);
        board["optimizer"].ShouldContain("sgd(lr=0.1)");
        board["optimizer"].ShouldContain("adam");
        board["val_accuracy"].Zip(board["± 95 %"], (mean, half) => $"{mean} ±{half}").ShouldBe(terminal["val_accuracy"]);
        foreach (var column in new[] { "worst", "best", "test_acc" })
            board[column].ShouldBe(terminal[column], column);
        for (var row = 0; row < rows.Count; row++)
        {
            ShouldShow(board["test_loss"][row], Property(row, "test_loss"), 4);
            ShouldShow(board["s/epoch"][row], Property(row, "seconds_per_epoch"), 3);
            ShouldShow(board["params"][row], Property(row, "parameters"), 0);
            ShouldShow(board["configuration number"][row], Property(row, "configuration"), 0);
            board["P(best)"][row].ShouldEndWith("%");
            ShouldShow(board["P(best)"][row].TrimEnd('%'), 100 * Property(row, "best_probability"), 1);
            var best = trials.Single(trial => trial.Number == (int)Number(board["best trial"][row]));
            (best.Configuration, best.Objective).ShouldBe(((int)Property(row, "configuration"), Property(row, "best")));
        }

        double Property(int row, string name) => rows[row].GetProperty(name).GetDouble();
    }
}
