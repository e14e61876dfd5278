using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>Builds an HTML page. Every value in a hole of the text is escaped, in content and in attributes; only <see cref="Markup"/> is
/// inserted unchanged.</summary>
public sealed class HtmlPage
{
    private readonly StringBuilder _text = new();

    public void Add([InterpolatedStringHandlerArgument("")] ref Escaping markup)
    {
        _ = markup;
        _text.Append('\n');
    }

    public override string ToString() => _text.ToString();

    public static string Escape(string? text) => WebUtility.HtmlEncode(text) ?? "";

    /// <summary>Appends the parts of an interpolated string in order.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Escaping
    {
        private readonly StringBuilder _text;

        public Escaping(int literalLength, int formattedCount, HtmlPage page)
        {
            _ = (literalLength, formattedCount);
            _text = page._text;
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(Escape(text));

        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.###}");

        public void AppendFormatted(Markup markup) => _text.Append(markup.Html);
    }
}

/// <summary>HTML that is safe without escaping.</summary>
public readonly record struct Markup(string Html)
{
    public static Markup None => new("");

    /// <summary>The markup if the condition holds, else nothing.</summary>
    public static Markup If(bool condition, string html) => condition ? new(html) : None;
}
