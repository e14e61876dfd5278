using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SweepCluster.Api.Dashboard;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Notebooks;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Reporting.Exports;
using SweepCluster.Reporting.Html;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>Every column that <see cref="LeaderboardColumns"/> declares shows wherever a leaderboard does, with the same cells.</summary>
public sealed partial class LeaderboardColumnTests
{
    private const string Train =
        "name: sample\ntags: [mnist-lab]\ndataset: glyphs\nsplit: {last: 10000}\nspace: {width: [32, 64], activation: [relu, tanh]}\n";

    private const string RankedByTest =
        "name: sample\ntags: [mnist-lab]\ndataset: glyphs\nsplit: none\nobjective: test_loss\nspace: {width: [32, 64]}\n";

    private const string Range =
        "name: sample\ntags: [lr-range]\ndataset: glyphs\nkind: lr-range\nrange: {start: 0.1, factor: 2}\nspace: {hidden: [[8], [8, 4]]}\n";

    public static TheoryData<string> Samples() => [Train, RankedByTest, Range];

    [Fact]
    public void Fields_KeepTheirOrder()
    {
        // Programs read CSV by position. A new field comes last.
        string.Join(' ', LeaderboardColumns.Fields.Select(field => field.Name)).ShouldBe(
            "rank tied configuration settings objective objective_low objective_high best worst test_loss test_accuracy parameters "
            + "seconds_per_epoch range_minimum_lr range_steepest_lr seeds provisional success_rate order rank_high best_probability "
            + "survivors reason");
        LeaderboardColumns.Fields.Select(field => field.Order).ShouldBe(Enumerable.Range(0, LeaderboardColumns.Fields.Count));
    }

    [Fact]
    public void Columns_ButOne_HaveAField() =>
        LeaderboardColumns.All.Where(column => column.Fields.Count == 0).Select(column => column.Header)
            .ShouldBe(["minimum / 2"], "a column without a field is missing in JSON, CSV and the dashboard");

    [Fact]
    public void Columns_OfAllSamples_AreAllColumns() =>
        LeaderboardColumns.Figures.Where(column => !Samples().Any(spec => column.AppliesTo(new Sample(spec.Data).Spec))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Terminal_HasEveryColumn(string spec)
    {
        var sample = new Sample(spec);
        LeaderboardColumn[] columns =
        [
            LeaderboardColumns.Rank, .. sample.Settings, LeaderboardColumns.ObjectiveOf(sample.Spec), .. sample.Figures,
        ];

        var lines = LeaderboardText.Lines(sample.Spec, sample.Rows, width: 400).Select(line => Gap().Split(line.Trim())).ToArray();

        lines[0].ShouldBe(columns.Select(column => column.TerminalHeader ?? column.Header));
        lines[1].ShouldBe(columns.Select(column => column.TerminalCell(sample.Rows[0])));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Report_HasEveryColumn(string spec)
    {
        var sample = new Sample(spec);
        LeaderboardColumn[] columns =
        [
            LeaderboardColumns.Rank,
            LeaderboardColumns.ObjectiveOf(sample.Spec),
            .. sample.Settings,
            .. sample.Figures.Where(column => !column.IsDrawn),
        ];
        var page = new HtmlPage();

        LeaderboardSection.Create(sample.Content).Write(page);

        var cells = HtmlCell().Matches(page.ToString()).Where(cell => !cell.Value.Contains("<svg", StringComparison.Ordinal)
            && !cell.Value.Contains("class=\"ends\"", StringComparison.Ordinal));
        cells.Take(2 * columns.Length).Select(cell => WebUtility.HtmlDecode(cell.Groups[1].Value))
            .ShouldBe([.. columns.Select(column => column.Header), .. columns.Select(column => column.Text(sample.Rows[0]))]);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void JsonAndCsv_HaveEveryField(string spec)
    {
        var row = JsonLine.Object(json => JsonRecords.Row(json, new Sample(spec).Rows[0]));

        using var document = JsonDocument.Parse(row);
        var fields = LeaderboardColumns.Fields.Select(field => field.Name).ToArray();
        var csv = new CsvColumns(ExportRows.Sample(ExportTable.Leaderboard), ["width"]);
        document.RootElement.EnumerateObject().Select(field => field.Name).ShouldBe(fields);
        csv.Names.Select(name => name.Split('.')[0]).Distinct().ShouldBe(fields);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Markdown_HasEveryColumn(string spec)
    {
        var sample = new Sample(spec);

        var section = NotebookPage.Write([sample.Comparison], "").Split("### sample")[1];
        var lines = section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")).ToArray();

        // Metrics are means over the trials, with intervals. The time of a range test's only epoch is left out.
        foreach (var column in sample.Figures.Where(column => !column.IsDrawn))
        {
            if (column == LeaderboardColumns.SecondsPerEpoch && sample.Spec.Kind == SweepKind.RangeTest)
                continue;
            var header = column == LeaderboardColumns.Parameters ? "parameters" : column.Metric?.Name() ?? column.Header;
            var index = Array.IndexOf(lines[0], header);
            index.ShouldBeGreaterThan(0, header);
            if (column.Metric is null && column != LeaderboardColumns.Parameters)
                lines.Select(cells => cells[index]).ShouldContain(column.Text(sample.Rows[0]), column.Header);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Metrics_HaveEveryColumn(string spec)
    {
        var sample = new Sample(spec);
        LeaderboardColumn[] texts = [LeaderboardColumns.Rank, .. sample.Settings, LeaderboardColumns.Seeds];
        LeaderboardColumn[] figures = [.. sample.Figures.Where(column => column != LeaderboardColumns.Seeds)];

        var place = LeaderPlaces.Build(sample.Spec, sample.Configurations)[0];

        place.Cells.Select(cell => (cell.Column, cell.Text))
            .ShouldBe(texts.Select(column => (column.Header, column.TerminalCell(sample.Rows[0]))));
        place.Figures.Select(figure => figure.Column).ShouldBe(figures.Select(column => column.Header));
        foreach (var (figure, column) in place.Figures.Zip(figures).Where(pair => pair.Second.Format == DashboardFormat.Metric))
            FigureText.Metric(figure.Value).ShouldBe(column.TerminalCell(sample.Rows[0]), column.Header);
        place.Cells.Select(cell => cell.Position).Concat(place.Figures.Select(figure => figure.Position)).ShouldBeUnique();
    }

    [Fact]
    public void DashboardModule_HasEveryColumnWithAField()
    {
        var module = Encoding.UTF8.GetString(DashboardAssets.OfThisBuild.Find(LeaderboardModule.FileName).ShouldNotBeNull().Plain);

        module.ShouldContain($"export const maxSettings = {LeaderboardColumns.MaxSettings};");
        var list = module[module.IndexOf('[', StringComparison.Ordinal)..].TrimEnd(';', '\n');
        using var columns = JsonDocument.Parse(list, new() { AllowTrailingCommas = true });
        columns.RootElement.EnumerateArray().Select(column => column.GetRawText()).ShouldBe(
            from column in LeaderboardColumns.All
            where column is { Fields.Count: > 0, IsDrawn: false }
            select $"{{\"header\":\"{column.Header}\",\"field\":\"{column.Fields[0].Name}\",\"format\":\"{Name(column.Format)}\","
                + $"\"numeric\":{Name(column.IsNumeric)},\"kind\":{Quoted(column.Kind is { } kind ? Name(kind) : null)},"
                + $"\"metric\":{Quoted(column.Metric?.Name())},\"optional\":{Name(column.IsOptional)}}}");

        static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";
    }

    [Fact]
    public async Task DashboardScript_KnowsEveryFormatAndKind()
    {
        var script = await File.ReadAllTextAsync(
            RepositoryFolder.Combine("src", "Web", "dashboard", "leaderboard.js"), TestContext.Current.CancellationToken);

        script.ShouldContain($"from './{LeaderboardModule.FileName}'");
        script.ShouldContain($"'{Name(SweepKind.RangeTest)}' : '{Name(SweepKind.Train)}'");
        foreach (var format in Enum.GetValues<DashboardFormat>())
        {
            var uses = Regex.Count(script, $"(?m)^  {Name(format)}[,:]|=== '{Name(format)}'\\)");
            uses.ShouldBe(1, $"leaderboard.js has no function for {format}");
        }
    }

    [Fact]
    public async Task Docs_NameEveryField()
    {
        var page = await File.ReadAllTextAsync(RepositoryFolder.Combine("docs", "json.md"), TestContext.Current.CancellationToken);

        foreach (var field in LeaderboardColumns.Fields)
            page.ShouldContain($"`{field.Name}`");
    }

    private static string Name(object value) => value.ToString()!.ToLowerInvariant();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();

    [GeneratedRegex("<t[hd](?: [^>]*)?>(.*?)</t[hd]>")]
    private static partial Regex HtmlCell();

    /// <summary>The leaderboard of a finished sweep of two configurations by two seeds.</summary>
    private sealed class Sample
    {
        private readonly TrialRecord[] _trials;

        public Sample(string spec)
        {
            Spec = Specs.Read(spec);
            _trials = [.. Enumerable.Range(0, 4).Select(number => Trial(number / 2, number % 2))];
            Configurations =
                [.. _trials.GroupBy(trial => trial.Configuration).Select(group => new ConfigurationTrials(group.Key, [.. group]))];
            Rows = LeaderboardTable.Build(Spec, Configurations);
        }

        public SweepSpec Spec { get; }

        public IReadOnlyList<ConfigurationTrials> Configurations { get; }

        public IReadOnlyList<LeaderboardRow> Rows { get; }

        public IEnumerable<LeaderboardColumn> Settings => LeaderboardColumns.SettingNames(Rows).Select(LeaderboardColumns.Setting);

        public IEnumerable<LeaderboardColumn> Figures => LeaderboardColumns.FiguresOf(Spec, Rows);

        public ReportContent Content => new()
        {
            Sweep = SweepSamples.Sweep(),
            Spec = Spec,
            Counts = new Dictionary<TrialState, long>(),
            Rows = Rows,
            Total = Rows.Count,
            Published = [],
            Claims = [],
            Events = [],
            Charts = new(),
            MadeAt = DateTimeOffset.UnixEpoch,
        };

        public ComparisonResults Comparison => new(new(Notebook, "sample.yaml", Spec), SweepSamples.Sweep(), _trials, Rows, [], []);

        private Notebook Notebook => NotebookSet.All.First(notebook => Spec.Tags.Contains(notebook.Tag));

        private TrialRecord Trial(int configuration, int seedIndex)
        {
            var trial = SweepSamples.Trial(configuration, seedIndex);
            var range = new RangeTestResult
            {
                Settings = RangeTestSettings.Default with { Start = 0.1, Factor = 2 },
                Losses = [3, 2, 1, 4],
                RunningMeans = [3, 2.5, 1 + (0.1 * configuration), 2],
            };
            return Spec.Kind == SweepKind.RangeTest ? trial with { Final = trial.Final! with { Range = range } } : trial;
        }
    }
}
