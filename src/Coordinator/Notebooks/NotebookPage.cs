using System.Globalization;
using System.Text;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary>Writes the page <c>docs/results/notebooks.md</c>.</summary>
internal static class NotebookPage
{
    private const string Introduction = """
        # The notebooks, reproduced

        Five teaching notebooks compare networks by a single run each. Here every comparison is repeated over many seeds and set beside what the notebook printed. The specs are in
        `sweeps/notebooks`; `./sweep notebooks` runs them all, and `./sweep notebooks --write docs/results/notebooks.md` makes this page. Don't edit it by hand.

        **How to read it.** *Ours* is the mean over the seeds with the 95 % interval of that mean (Student's t). A published figure is a single run, so that it is not compared with
        our mean but with the *interval of one run*: m ± t s √(1 + 1/n), in which one more run of ours would lie with a probability of 95 %. Of twenty published figures about one lies
        outside by luck alone, and the figures of one network (accuracy and loss, validation and test) aren't independent of each other. *within* allows for the digits that the figure was
        rounded to. What lies outside has a note.

        **Claims** are decided at 95 % over the seeds, all claims of one spec together (Holm), by a single look at them; [claims.md](../claims.md) says how.
        Words in quotation marks are the notebook's, in translation where they are English. *Not tested* is what a notebook
        also says, prints or asks, with the reason.

        """;

    private static readonly LeaderboardColumn AllDigits = LeaderboardColumns.Parameters with
    {
        Header = "parameters",
        Text = row => row.Parameters is { } parameters ? FigureText.Count(parameters) : FigureText.Unknown,
    };

    private static readonly ResultColumn<ClaimDecision> BoldVerdict =
        ClaimColumns.Verdict with { Text = decision => $"**{ClaimColumns.Verdict.Text(decision)}**" };

    private static readonly ResultColumn<ClaimDecision> Remarks =
        ClaimColumns.Note with { Text = decision => Remark(decision.Claim.Source, decision.Claim.Note) };

    public static string Write(IReadOnlyList<ComparisonResults> results, string made)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        page.Append(CultureInfo.InvariantCulture, $"\n{made}\n");
        Totals(page, results);
        Summary(page, results);
        foreach (var notebook in results.GroupBy(result => result.Comparison.Notebook))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {notebook.Key.Key} `{notebook.Key.Tag}`: {notebook.Key.Title}\n");
            foreach (var result in notebook)
                Section(page, result);
        }

        return page.ToString();
    }

    // Every figure, statement and question of a notebook is in one of the columns.
    private static void Totals(StringBuilder page, IReadOnlyList<ComparisonResults> results) => Table(
        page,
        ["notebook", "figures within", "outside", "without a verdict", "claims supported", "contradicted", "undecided", "not tested"],
        results.GroupBy(result => result.Comparison.Notebook).Select(notebook => (string[])
        [
            $"{notebook.Key.Key} `{notebook.Key.Tag}`",
            $"{notebook.Sum(result => result.Published.Count(row => row.Within == true))}",
            $"{notebook.Sum(result => result.Published.Count(row => row.Within == false))}",
            $"{notebook.Sum(FiguresWithoutVerdict)}",
            .. Enum.GetValues<ClaimVerdict>().Select(
                verdict => $"{notebook.Sum(result => result.Claims.Count(claim => claim.Verdict == verdict))}"),
            $"{notebook.Sum(result => result.Comparison.Spec.Untested.Count)}",
        ]));

    // Those of sweeps that have not been run, or of too few seeds.
    private static int FiguresWithoutVerdict(ComparisonResults result) => result.Sweep is null
        ? result.Comparison.Spec.Published.Sum(figure => figure.Values.Count)
        : result.Published.Count(row => row.Within is null);

    private static void Summary(StringBuilder page, IReadOnlyList<ComparisonResults> results) => Table(
        page,
        [
            "notebook", "comparison", "seeds", "published figures within", "outside", "claims supported", "contradicted", "undecided",
            "not tested",
        ],
        results.Select(result => (string[])
        [
            result.Comparison.Notebook.Key, $"[{result.Comparison.Spec.Name}](#{result.Comparison.Spec.Name})",
            result.Sweep is null ? "not run" : $"{result.Seeds}",
            $"{result.Published.Count(row => row.Within == true)}", $"{result.Published.Count(row => row.Within == false)}",
            .. Enum.GetValues<ClaimVerdict>().Select(verdict => $"{result.Claims.Count(claim => claim.Verdict == verdict)}"),
            $"{result.Comparison.Spec.Untested.Count}",
        ]));

    private static void Section(StringBuilder page, ComparisonResults result)
    {
        var spec = result.Comparison.Spec;
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n### {spec.Name}\n\n"
            + $"{spec.Description} Spec: [{result.Comparison.File}](../../sweeps/notebooks/{result.Comparison.File}).\n");
        if (spec.Untested.Count > 0)
        {
            Table(
                page, ["not tested", "why"],
                spec.Untested.Select(statement => (string[])[ClaimText.Statement(statement), statement.Why]));
        }

        if (result.Sweep is null)
        {
            page.Append(CultureInfo.InvariantCulture, $"\nNot run yet: `./sweep notebooks {result.Comparison.Notebook.Key}`.\n");
            return;
        }

        if (spec.Kind == SweepKind.RangeTest)
            RangeTests(page, result);
        else
            Networks(page, result);
        if (result.Published.Count > 0)
        {
            Table(
                page,
                ["published for", "metric", "published", "ours", "one run of ours, 95 %", "seeds", "verdict", "note"],
                result.Published.Select(row => (string[])
                [
                    RowText.Settings(row.Entry.Where), PublishedText.Name(row), PublishedText.Value(row.Figure, row.Published),
                    PublishedText.Ours(row), PublishedText.Interval(row),
                    RowText.Seeds(row.Seeds),
                    NotebookText.Verdict(row.Within, row.Entry.Note), Remark(row.Entry.Source, row.Entry.Note),
                ]));
        }

        if (result.Claims.Count > 0)
        {
            ResultTable(
                page,
                [.. ClaimColumns.All.Select(column => column == ClaimColumns.Verdict ? BoldVerdict : column), Remarks],
                result.Claims);
        }
    }

    private static string Remark(ClaimSource? source, string note) =>
        string.Join("; ", new[] { SourceText.Quoted(source), note }.Where(text => text.Length > 0));

    private static void Networks(StringBuilder page, ComparisonResults result)
    {
        var spec = result.Comparison.Spec;
        var metrics = Enum.GetValues<Metric>().Where(metric => !metric.IsValidation() || spec.Data.Split.Kind != SplitKind.None);
        ResultTable(
            page,
            [
                LeaderboardColumns.Configuration,
                .. metrics.Select(metric => new LeaderboardColumn(metric.Name(), row => Mean(result, row, metric))),
                .. Figures(spec).Where(column => column.Metric is null),
            ],
            result.Rows);
    }

    private static string Mean(ComparisonResults result, LeaderboardRow row, Metric metric)
    {
        double[] values =
        [
            .. result.Trials.Where(trial => trial.Configuration == row.Configuration).OrderBy(trial => trial.SeedIndex)
                .Select(trial => PublishedTable.Value(trial.Final!, metric)).OfType<double>().Where(double.IsFinite),
        ];
        return values.Length == 0 ? FigureText.Unknown : LeaderboardText.Objective(
            Estimate.Mean(values, MetricResolution.FromTrials(result.Comparison.Spec, result.Trials).RoundingVariance(metric)));
    }

    // A range test is one epoch; its time is not informative.
    private static void RangeTests(StringBuilder page, ComparisonResults result)
    {
        var rates = new LeaderboardColumn("lr over the seeds", row => Rates(result, row));
        ResultTable(
            page,
            [
                LeaderboardColumns.Configuration with { Header = "network" },
                LeaderboardColumns.MinRunningLoss,
                .. Figures(result.Comparison.Spec).Where(column => column != LeaderboardColumns.SecondsPerEpoch)
                    .SelectMany(column => column == LeaderboardColumns.RateAtMinimum ? [column, rates] : (LeaderboardColumn[])[column]),
            ],
            result.Rows);
    }

    private static string Rates(ComparisonResults result, LeaderboardRow row)
    {
        var trials = result.Trials.Where(trial => trial.Configuration == row.Configuration);
        var rates = trials.Select(trial => trial.Final!.Range!.MinimumRate).ToArray();
        return $"{FigureText.Metric(rates.Min())} to {FigureText.Metric(rates.Max())}";
    }

    private static IEnumerable<LeaderboardColumn> Figures(SweepSpec spec) => LeaderboardColumns.FiguresOf(spec, [])
        .Where(column => !column.IsDrawn).Select(column => column == LeaderboardColumns.Parameters ? AllDigits : column);

    private static void ResultTable<TRow>(StringBuilder page, IReadOnlyCollection<ResultColumn<TRow>> columns, IEnumerable<TRow> rows) =>
        Table(page, [.. columns.Select(column => column.Header)], rows.Select(row => columns.Select(column => column.Text(row)).ToArray()));

    private static void Table(StringBuilder page, IReadOnlyList<string> head, IEnumerable<string[]> rows)
    {
        page.Append('\n');
        foreach (var cells in new string[][] { [.. head], [.. head.Select(_ => "---")] }.Concat(
            rows.Select(row => row.Select(Escaped).ToArray())))
            page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private static string Escaped(string cell) =>
        cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
