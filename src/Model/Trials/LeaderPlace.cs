namespace SweepCluster.Model.Trials;

/// <summary>A place of the leaderboard, as metrics show it.</summary>
/// <param name="HalfWidth">Half width of the mean's 95 % interval; null where the row has no interval.</param>
/// <param name="Trial">Index of the configuration's best trial.</param>
/// <param name="Cells">Texts of the columns that are not figures.</param>
/// <param name="Figures">Figures beside the objective.</param>
public sealed record LeaderPlace(
    double Objective,
    double? HalfWidth,
    long Configuration,
    long Trial,
    IReadOnlyList<LeaderCell> Cells,
    IReadOnlyList<LeaderFigure> Figures);

/// <summary>A cell of the leaderboard that is a text.</summary>
/// <param name="Position">Orders the columns of the table from left to right, 0 to 99.</param>
/// <param name="Column">The header of the column.</param>
public sealed record LeaderCell(int Position, string Column, string Text);

/// <summary>A cell of the leaderboard that is a number.</summary>
/// <param name="Position">Orders the columns of the table from left to right, 0 to 99.</param>
/// <param name="Column">The header of the column.</param>
/// <param name="Value">Null where the row has no such figure yet.</param>
public sealed record LeaderFigure(int Position, string Column, double? Value);
