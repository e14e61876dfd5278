using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>The columns of the leaderboard.</summary>
/// <remarks>The terminal, reports, pages in Markdown, JSON, CSV and the dashboard all use these: a column that is added to
/// <see cref="Figures"/> appears in all of them. The columns are described in <c>docs/leaderboard.md</c>, the fields in
/// <c>docs/json.md</c>.</remarks>
public static class LeaderboardColumns
{
    /// <summary>Maximum number of settings that have a column each; more of them share one column.</summary>
    public const int MaxSettings = 6;

    public static LeaderboardColumn Rank { get; } = new("rank", LeaderboardText.Rank)
    {
        IsNumeric = true,
        Format = DashboardFormat.Rank,
        Fields =
        [
            new(0, "rank", (json, name, row) => json.WriteNumber(name, row.Rank)),
            new(1, "tied", (json, name, row) => json.WriteBoolean(name, row.Tied)),
        ],
    };

    /// <summary>All settings in one column.</summary>
    public static LeaderboardColumn Configuration { get; } = new("configuration", row => LeaderboardText.Settings(row.Settings))
    {
        Format = DashboardFormat.Settings,
        Fields =
        [
            new(3, JsonRecords.SettingsField, (json, _, row) => JsonRecords.Settings(json, row.Settings)),
            new(2, "configuration", (json, name, row) => json.WriteNumber(name, row.Configuration)),
        ],
    };

    /// <summary>The objective of any sweep; <see cref="ObjectiveOf"/> names it by its metric.</summary>
    public static LeaderboardColumn Objective { get; } = new("objective", row => LeaderboardText.Objective(row.Objective))
    {
        IsNumeric = true,
        TerminalText = LeaderboardText.Objective,
        Format = DashboardFormat.Objective,
        Fields =
        [
            new(4, "objective", (json, name, row) => json.Figure(name, row.Objective.Mean)),
            new(5, "objective_low", (json, name, row) => json.Figure(name, row.Objective.HalfWidth is null ? null : row.Objective.Low)),
            new(6, "objective_high", (json, name, row) => json.Figure(name, row.Objective.HalfWidth is null ? null : row.Objective.High)),
            new(16, "provisional", (json, name, row) => json.WriteBoolean(name, row.IsProvisional)),
        ],
    };

    /// <summary>The objective of range tests.</summary>
    public static LeaderboardColumn MinRunningLoss { get; } = Objective with
    {
        Header = "least running mean",
        TerminalHeader = "min running loss",
    };

    /// <summary>The rate at the minimum of a range test.</summary>
    public static LeaderboardColumn RateAtMinimum { get; } =
        Figure("at lr", row => row.Range?.MinimumRate, (13, "range_minimum_lr")) with { Kind = SweepKind.RangeTest, DropOrder = 7 };

    /// <summary>The rate at the steepest descent of a range test.</summary>
    public static LeaderboardColumn SteepestRate { get; } =
        Figure("steepest", row => row.Range?.SteepestRate, (14, "range_steepest_lr")) with { Kind = SweepKind.RangeTest, DropOrder = 8 };

    public static LeaderboardColumn Parameters { get; } = new("params", row => FigureText.Size(row.Parameters))
    {
        IsNumeric = true,
        DropOrder = 5,
        Format = DashboardFormat.Size,
        Fields = [new(11, "parameters", (json, name, row) => json.Count(name, row.Parameters))],
    };

    public static LeaderboardColumn SecondsPerEpoch { get; } = new("s/epoch", row => FigureText.Seconds(row.SecondsPerEpoch))
    {
        IsNumeric = true,
        DropOrder = 4,
        Format = DashboardFormat.Seconds,
        Fields = [new(12, "seconds_per_epoch", (json, name, row) => json.Figure(name, row.SecondsPerEpoch))],
    };

    public static LeaderboardColumn Seeds { get; } = new("seeds", row => LeaderboardText.Seeds(row.Seeds))
    {
        IsNumeric = true,
        DropOrder = 9,
        ShrinksTo = 5,
        Format = DashboardFormat.Seeds,
        Fields = [new(15, "seeds", (json, name, row) => JsonRecords.Seeds(json, name, row.Seeds))],
    };

    /// <summary>All columns beside rank, configuration and objective, in the order in which they are shown.</summary>
    /// <remarks>In a narrow table the spread of the seeds is left out first, then times, sizes and the other metrics.</remarks>
    public static IReadOnlyList<LeaderboardColumn> Figures { get; } =
    [
        Figure("worst", row => row.Worst, (8, "worst")) with { Kind = SweepKind.Train, DropOrder = 2, IsDrawn = true },
        Figure("best", row => row.Best, (7, "best")) with { Kind = SweepKind.Train, DropOrder = 3, IsDrawn = true },
        Figure("test_loss", row => row.TestLoss, (9, "test_loss")) with
        {
            Kind = SweepKind.Train,
            Metric = Metric.TestLoss,
            DropOrder = 1,
        },
        Figure("test_acc", row => row.TestAccuracy, (10, "test_accuracy")) with
        {
            Kind = SweepKind.Train,
            Metric = Metric.TestAccuracy,
            DropOrder = 6,
        },
        RateAtMinimum,
        Figure("minimum / 2", row => row.Range?.HalfOfMinimum) with { Kind = SweepKind.RangeTest, TerminalHeader = "minimum/2" },
        SteepestRate,
        Parameters,
        SecondsPerEpoch,
        Seeds,
    ];

    public static IReadOnlyList<LeaderboardColumn> All { get; } = [Rank, Configuration, Objective, .. Figures];

    /// <summary>The fields of a row, in their order.</summary>
    public static IReadOnlyList<JsonField<LeaderboardRow>> Fields { get; } =
        [.. All.SelectMany(column => column.Fields).OrderBy(field => field.Order)];

    /// <summary>The objective of a sweep, with its metric in the header; for range tests the terminal names the running loss.</summary>
    public static LeaderboardColumn ObjectiveOf(SweepSpec spec) =>
        (spec.Kind == SweepKind.RangeTest ? MinRunningLoss : Objective) with { Header = spec.Objective.Metric.Name() };

    /// <summary>The columns in <see cref="Figures"/> that apply to a sweep.</summary>
    public static IEnumerable<LeaderboardColumn> FiguresOf(SweepSpec spec) => Figures.Where(column => column.AppliesTo(spec));

    /// <summary>The names of the rows' settings, each once.</summary>
    public static IReadOnlyList<string> SettingNames(IEnumerable<LeaderboardRow> rows) =>
        [.. rows.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct()];

    /// <summary>A column of one setting.</summary>
    public static LeaderboardColumn Setting(string name) =>
        new(name, row => row.Settings.FirstOrDefault(assignment => assignment.Setting == name)?.Value.ToString() ?? "");

    private static LeaderboardColumn Figure(string header, Func<LeaderboardRow, double?> value, (int Order, string Name)? field = null) =>
        new(header, row => FigureText.Metric(value(row)))
        {
            IsNumeric = true,
            Format = DashboardFormat.Metric,
            Fields = field is var (order, name) ? [new(order, name, (json, given, row) => json.Figure(given, value(row)))] : [],
        };
}
