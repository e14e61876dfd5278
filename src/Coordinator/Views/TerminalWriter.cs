using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Escapes all text that may reach a terminal: see <see cref="TerminalText"/>. The command line's outputs pass through it, so that
/// no command has to escape descriptions, tags, reasons, file names or library messages.</summary>
/// <param name="inner">The output to write to; it is not disposed.</param>
/// <param name="isReaderGone">See <see cref="OutputWriter"/>.</param>
/// <param name="toAscii">Writes the text in ASCII; null for a terminal that has other characters.</param>
internal sealed class TerminalWriter(TextWriter inner, Func<bool>? isReaderGone = null, Func<string, string>? toAscii = null)
    : OutputWriter(inner, isReaderGone)
{
    private readonly TextWriter _inner = inner;
    private readonly Func<bool>? _isReaderGone = isReaderGone;

    /// <summary>The output without escaping, for the program's own control sequences.</summary>
    public static TextWriter Unguarded(TextWriter output) => output is TerminalWriter gate ? gate._inner : output;

    /// <summary>The output of documents such as CSV, whose bytes must stay unchanged in a file or a pipe. On a terminal they are
    /// escaped.</summary>
    public static TextWriter ForDocuments(TextWriter output, Terminal terminal) =>
        output is TerminalWriter gate && !terminal.IsScreen ? new OutputWriter(gate._inner, gate._isReaderGone) : output;

    protected override string Prepare(string text)
    {
        var escaped = TerminalText.Escape(text);
        return toAscii?.Invoke(escaped) ?? escaped;
    }
}
