using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>The one gate for text that may reach a terminal: see <see cref="TerminalText"/>. The command line's outputs pass through it, so
/// that no verb has to think of descriptions, tags, reasons, file names or library messages.</summary>
/// <param name="inner">Stays the caller's.</param>
/// <param name="isReaderGone">See <see cref="OutputWriter"/>.</param>
internal sealed class TerminalWriter(TextWriter inner, Func<bool>? isReaderGone = null) : OutputWriter(inner, isReaderGone)
{
    private readonly TextWriter _inner = inner;
    private readonly Func<bool>? _isReaderGone = isReaderGone;

    /// <summary>What is behind the gate, for control sequences of our own.</summary>
    public static TextWriter Unguarded(TextWriter output) => output is TerminalWriter gate ? gate._inner : output;

    /// <summary>For documents such as CSV, whose bytes must stay as they are in a file or a pipe. A terminal keeps its gate.</summary>
    public static TextWriter ForDocuments(TextWriter output, Terminal terminal) =>
        output is TerminalWriter gate && !terminal.IsScreen ? new OutputWriter(gate._inner, gate._isReaderGone) : output;

    protected override string Prepare(string text) => TerminalText.Escape(text);
}
