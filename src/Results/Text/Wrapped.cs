namespace SweepCluster.Results.Text;

/// <summary>Wraps prose at blanks.</summary>
public static class Wrapped
{
    /// <summary>The text in lines of at most <paramref name="width"/> characters; a longer word stays whole. Line breaks in the text become
    /// blanks. Text that fits, and so every line of a table, is otherwise unchanged.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        text = TerminalText.Line(text);
        while (text.Length > width)
        {
            var at = text.LastIndexOf(' ', width);
            if (at <= 0)
                at = text.IndexOf(' ', StringComparison.Ordinal);
            if (at <= 0)
                break;
            yield return text[..at];
            text = text[(at + 1)..];
        }

        yield return text;
    }
}
