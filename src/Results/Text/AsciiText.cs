using System.Globalization;
using System.Text;

namespace SweepCluster.Results.Text;

/// <summary>Writes text in ASCII alone, for terminals whose locale has no other characters.</summary>
public static class AsciiText
{
    private const char FirstLetter = '\u00c0';
    private const char LastLetter = '\u00ff';

    // The letters of Latin-1 without their marks, from the first to the last.
    private const string Letters = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

    private static readonly string[] Variables = ["LC_ALL", "LC_CTYPE", "LANG"];

    // Those that the program itself prints; bars keep their lengths.
    private static readonly Dictionary<char, string> Known = new()
    {
        ['±'] = "+-",
        ['…'] = ".",
        ['━'] = "=",
        ['─'] = "-",
        ['×'] = "x",
        ['²'] = "^2",
        ['√'] = "sqrt ",
        ['−'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['’'] = "'",
        ['‘'] = "'",
        ['“'] = "\"",
        ['”'] = "\"",
        ['α'] = "alpha",
        ['Γ'] = "Gamma",
        ['ω'] = "omega",
        ['█'] = "#",
        ['▇'] = "#",
        ['▆'] = "*",
        ['▅'] = "*",
        ['▄'] = "+",
        ['▃'] = "-",
        ['▂'] = "_",
        ['▁'] = ".",
    };

    /// <summary>Whether this process' locale is <c>C</c> or <c>POSIX</c>, by the first of <c>LC_ALL</c>, <c>LC_CTYPE</c> and <c>LANG</c>
    /// that is set. Where none is, nothing is known of the terminal.</summary>
    /// <param name="variable">Reads an environment variable; null if it is not set.</param>
    public static bool IsWanted(Func<string, string?> variable) =>
        Variables.Select(variable).FirstOrDefault(value => value is { Length: > 0 }) is "C" or "POSIX";

    /// <summary>The text for people: signs, and letters of Latin-1 with marks, become similar ones, anything else a question
    /// mark.</summary>
    public static string Transliterate(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var plain = new StringBuilder(text.Length + 8);
        // The blank before the sign makes room for its second character, so that columns stay in line.
        foreach (var sign in text.Replace(" ±", "+-", StringComparison.Ordinal))
        {
            if (char.IsAscii(sign))
                plain.Append(sign);
            else if (Known.TryGetValue(sign, out var similar))
                plain.Append(similar);
            else
                plain.Append(Letter(sign));
        }

        return plain.ToString();
    }

    /// <summary>The text with escapes such as <c>\u00e9</c>, which keep the meaning of JSON.</summary>
    public static string Escape(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var sign in text)
        {
            if (char.IsAscii(sign))
                escaped.Append(sign);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}");
        }

        return escaped.ToString();
    }

    // The program runs without the data of cultures, which would know every letter's base.
    private static char Letter(char sign) => sign is >= FirstLetter and <= LastLetter ? Letters[sign - FirstLetter] : '?';
}
