using System.Text;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Markdown;

/// <summary>Builds a page in Markdown, as GitHub renders it. Text from outside is escaped, so that it can't become markup.</summary>
public sealed class MarkdownPage
{
    // Signs that begin or end markup within a line.
    private const string Special = "\\`*_[]<>|&#~";

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <param name="level">1 for the title.</param>
    public void Heading(int level, string text) => Block($"{new string('#', level)} {Escape(text)}");

    public void Paragraph(string text)
    {
        if (text.Length > 0)
            Block(Escape(text));
    }

    /// <summary>Adds text whose lines stay as they are.</summary>
    /// <param name="language">The language after the fence.</param>
    public void Code(string language, string text)
    {
        // A fence is longer than any within the text.
        var ticks = 3;
        while (text.Contains(new string('`', ticks), StringComparison.Ordinal))
            ticks++;
        var fence = new string('`', ticks);
        Block($"{fence}{language}\n{text.ReplaceLineEndings("\n").TrimEnd('\n')}\n{fence}");
    }

    public void Table<TRow>(IReadOnlyCollection<ResultColumn<TRow>> columns, IEnumerable<TRow> rows) => Table(
        [.. columns.Select(column => (column.Header, column.IsNumeric))],
        rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Text(row))]));

    /// <param name="columns">The head of each column, and whether its cells are numbers, which are aligned to the right.</param>
    public void Table(IReadOnlyList<(string Header, bool IsNumeric)> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new StringBuilder();
        Line([.. columns.Select(column => Escape(column.Header))]);
        Line([.. columns.Select(column => column.IsNumeric ? "---:" : "---")]);
        foreach (var row in rows)
            Line([.. row.Select(Escape)]);
        Block(lines.ToString().TrimEnd('\n'));

        void Line(IReadOnlyList<string> cells) => lines.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var sign in TerminalText.Line(text))
        {
            if (Special.Contains(sign, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(sign);
        }

        return escaped.ToString();
    }

    private void Block(string text) => _text.Append(_text.Length > 0 ? "\n" : "").Append(text).Append('\n');
}
