using System.Buffers;
using System.Globalization;
using System.Text;

namespace SweepCluster.Results.Text;

/// <summary>Makes text from elsewhere harmless to a terminal: a character that would move the cursor, change a colour or reorder the output
/// becomes an escape such as <c>\u001b</c>.</summary>
/// <remarks>The escapes are those of JSON, so that a line of JSON keeps its meaning. A second pass changes nothing more.</remarks>
public static class TerminalText
{
    // C0 without tab and line feed, DEL and C1, the separators of lines and paragraphs, and the marks that change the direction of
    // text (Unicode Standard Annex 9).
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
    [
        .. Characters('\0', '\u001f').Except(['\t', '\n']), .. Characters('\u007f', '\u009f'), '\u061c', '\u200e', '\u200f',
        .. Characters('\u2028', '\u202e'), .. Characters('\u2066', '\u2069'),
    ]);

    /// <summary>The text with its unsafe characters as escapes. Line feeds, also after a carriage return, and tabs stay.</summary>
    public static string Escape(string text)
    {
        var next = text.AsSpan().IndexOfAny(Unsafe);
        if (next < 0)
            return text;
        var safe = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        for (; next >= 0; next = rest.IndexOfAny(Unsafe))
        {
            safe.Append(rest[..next]);
            if (rest[next] == '\r' && next + 1 < rest.Length && rest[next + 1] == '\n')
                safe.Append('\r');
            else
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)rest[next]:x4}");
            rest = rest[(next + 1)..];
        }

        return safe.Append(rest).ToString();
    }

    /// <summary>The text on one line: line breaks and tabs become blanks, other unsafe characters escapes.</summary>
    public static string Line(string text) => Escape(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    private static IEnumerable<char> Characters(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
