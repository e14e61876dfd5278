namespace SweepCluster.Results.Text;

/// <summary>A column of a table of results, declared once for the terminal, reports, pages in Markdown, JSON and CSV.</summary>
/// <param name="Text">The text of a row's cell.</param>
public record ResultColumn<TRow>(string Header, Func<TRow, string> Text)
{
    /// <summary>Whether its cells are aligned like numbers.</summary>
    public bool IsNumeric { get; init; }

    /// <summary>The header in the terminal; null for the same header.</summary>
    public string? TerminalHeader { get; init; }

    /// <summary>The text in the terminal; null for the same text.</summary>
    public Func<TRow, string>? TerminalText { get; init; }

    /// <summary>See <see cref="TextColumn"/>.</summary>
    public int DropOrder { get; init; }

    /// <summary>See <see cref="TextColumn"/>.</summary>
    public int? ShrinksTo { get; init; }

    /// <summary>The fields that programs read.</summary>
    public IReadOnlyList<JsonField<TRow>> Fields { get; init; } = [];

    /// <summary>The column of the terminal's table. Cells that may be cut are aligned to the left, so that their beginnings stay.</summary>
    public TextColumn Layout => new(TerminalHeader ?? Header, Right: IsNumeric && ShrinksTo is null, DropOrder, ShrinksTo);

    /// <summary>The text of a row's cell in the terminal.</summary>
    public string TerminalCell(TRow row) => (TerminalText ?? Text)(row);
}
