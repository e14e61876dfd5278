using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Text;

/// <summary>The columns of the leaderboard.</summary>
/// <remarks>The terminal, reports, pages in Markdown, JSON, CSV and the dashboard all use these: a column that is added to
/// <see cref="Figures"/> appears in all of them. The columns are described in <c>docs/leaderboard.md</c>, the fields in
/// <c>docs/json.md</c>.</remarks>
public static class LeaderboardColumns
{
    /// <summary>Maximum number of settings that have a column each; more of them stand in one column.</summary>
    public const int MaxSettings = LeaderPlaces.MaxSettings;

    public static LeaderboardColumn Rank { get; } = new("rank", RowText.Rank)
    {
        IsNumeric = true,
        Format = DashboardFormat.Rank,
        Fields =
        [
            new(0, "rank", (json, name, row) => json.Count(name, row.Rank?.Low)),
            new(1, "tied", (json, name, row) => json.WriteBoolean(name, row.Tied)),
            new(18, "order", (json, name, row) => json.WriteNumber(name, row.Order)),
            new(19, "rank_high", (json, name, row) => json.Count(name, row.Rank?.High)),
        ],
    };

    /// <summary>All settings in one column.</summary>
    public static LeaderboardColumn Configuration { get; } = new("configuration", row => RowText.Settings(row.Settings))
    {
        Format = DashboardFormat.Settings,
        Fields =
        [
            new(3, JsonRecords.SettingsField, (json, _, row) => JsonRecords.Settings(json, row.Settings)),
            new(2, "configuration", (json, name, row) => json.WriteNumber(name, row.Configuration)),
        ],
    };

    /// <summary>The objective of any sweep; <see cref="ObjectiveOf"/> names it by its metric.</summary>
    public static LeaderboardColumn Objective { get; } = new("objective", LeaderboardText.Objective)
    {
        IsNumeric = true,
        TerminalText = LeaderboardText.MarkedObjective,
        Format = DashboardFormat.Objective,
        Fields =
        [
            new(4, "objective", (json, name, row) => json.Figure(name, row.Objective.Mean)),
            new(5, "objective_low", (json, name, row) => json.Figure(name, row.Objective.HalfWidth is null ? null : row.Objective.Low)),
            new(6, "objective_high", (json, name, row) => json.Figure(name, row.Objective.HalfWidth is null ? null : row.Objective.High)),
            new(16, "provisional", (json, name, row) => json.WriteBoolean(name, row.IsProvisional)),
            new(21, "survivors", (json, name, row) => json.WriteBoolean(name, row.IsOfSurvivors)),
        ],
    };

    /// <summary>The objective of range tests.</summary>
    public static LeaderboardColumn MinRunningLoss { get; } = Objective with
    {
        Header = "least running mean",
        TerminalHeader = "min running loss",
    };

    /// <summary>The probability of being the best of the rows.</summary>
    public static LeaderboardColumn BestProbability { get; } = new(
        LeaderboardFigure.BestProbability.Header, row => FigureText.Share(LeaderboardFigure.BestProbability.Value(row)))
    {
        IsNumeric = true,
        Kind = SweepKind.Train,
        DropOrder = 3,
        Format = DashboardFormat.Share,
        Fields = [new(20, "best_probability", (json, name, row) => json.Figure(name, row.Rank?.BestProbability))],
    };

    /// <summary>The rate at the minimum of a range test.</summary>
    public static LeaderboardColumn RateAtMinimum { get; } =
        Figure(LeaderboardFigure.RateAtMinimum, (13, "range_minimum_lr")) with { DropOrder = 7 };

    /// <summary>The rate at the steepest descent of a range test.</summary>
    public static LeaderboardColumn SteepestRate { get; } =
        Figure(LeaderboardFigure.SteepestRate, (14, "range_steepest_lr")) with { DropOrder = 8 };

    public static LeaderboardColumn Parameters { get; } = Figure(LeaderboardFigure.Parameters) with
    {
        Text = row => FigureText.Size(row.Parameters),
        DropOrder = 5,
        Format = DashboardFormat.Size,
        Fields = [new(11, "parameters", (json, name, row) => json.Count(name, row.Parameters))],
    };

    public static LeaderboardColumn SecondsPerEpoch { get; } = Figure(LeaderboardFigure.SecondsPerEpoch, (12, "seconds_per_epoch")) with
    {
        Text = row => FigureText.Seconds(row.SecondsPerEpoch),
        DropOrder = 4,
        Format = DashboardFormat.Seconds,
    };

    public static LeaderboardColumn Seeds { get; } = new("seeds", row => RowText.Seeds(row.Seeds))
    {
        IsNumeric = true,
        DropOrder = 9,
        ShrinksTo = 5,
        Format = DashboardFormat.Seeds,
        Fields =
        [
            new(15, "seeds", (json, name, row) => JsonRecords.Seeds(json, name, row.Seeds)),
            new(17, "success_rate", (json, name, row) => json.Figure(name, row.Seeds.SuccessRate)),
        ],
    };

    /// <summary>Why a row has no objective.</summary>
    public static LeaderboardColumn Reason { get; } = new("reason", row => row.Reason)
    {
        DropOrder = 10,
        ShrinksTo = 12,
        IsOptional = true,
        Fields = [new(22, "reason", (json, name, row) => json.WriteString(name, row.Reason))],
    };

    /// <summary>All columns beside rank, configuration and objective, in the order in which they are shown.</summary>
    /// <remarks>Where room is short, the spread of the seeds and the chances go first, then times, sizes and the other metrics.</remarks>
    public static IReadOnlyList<LeaderboardColumn> Figures { get; } =
    [
        BestProbability,
        Figure(LeaderboardFigure.Worst, (8, "worst")) with { DropOrder = 2, IsDrawn = true },
        Figure(LeaderboardFigure.Best, (7, "best")) with { DropOrder = 3, IsDrawn = true },
        Figure(LeaderboardFigure.TestLoss, (9, "test_loss")) with { DropOrder = 1 },
        Figure(LeaderboardFigure.TestAccuracy, (10, "test_accuracy")) with { DropOrder = 6 },
        RateAtMinimum,
        Figure(LeaderboardFigure.HalfOfMinimum) with { TerminalHeader = "minimum/2" },
        SteepestRate,
        Parameters,
        SecondsPerEpoch,
        Seeds,
        Reason,
    ];

    public static IReadOnlyList<LeaderboardColumn> All { get; } = [Rank, Configuration, Objective, .. Figures];

    /// <summary>The fields of a row, in their order.</summary>
    public static IReadOnlyList<JsonField<LeaderboardRow>> Fields { get; } =
        [.. All.SelectMany(column => column.Fields).OrderBy(field => field.Order)];

    /// <summary>The objective of a sweep, with its metric in the header; for range tests the terminal names the running loss.</summary>
    public static LeaderboardColumn ObjectiveOf(SweepSpec spec) =>
        (spec.Kind == SweepKind.RangeTest ? MinRunningLoss : Objective) with { Header = spec.Objective.Metric.Name() };

    /// <summary>The columns in <see cref="Figures"/> that apply to a sweep and have something to say about these rows.</summary>
    public static IEnumerable<LeaderboardColumn> FiguresOf(SweepSpec spec, IEnumerable<LeaderboardRow> rows) =>
        Figures.Where(column => column.AppliesTo(spec) && (!column.IsOptional || rows.Any(row => column.Text(row).Length > 0)));

    /// <summary>The names of the rows' settings, each once.</summary>
    public static IReadOnlyList<string> SettingNames(IEnumerable<LeaderboardRow> rows) =>
        [.. rows.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct()];

    /// <summary>A column of one setting.</summary>
    public static LeaderboardColumn Setting(string name) => new(name, row => RowText.Setting(row, name));

    private static LeaderboardColumn Figure(LeaderboardFigure figure, (int Order, string Name)? field = null) =>
        new(figure.Header, row => FigureText.Metric(figure.Value(row)))
        {
            IsNumeric = true,
            Kind = figure.Kind,
            Metric = figure.Metric,
            Format = DashboardFormat.Metric,
            Fields = field is var (order, name) ? [new(order, name, (json, given, row) => json.Figure(given, figure.Value(row)))] : [],
        };
}
