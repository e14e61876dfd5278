using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>An output of this process. Its failures are kept apart from failures of files: each is an
/// <see cref="OutputException"/>.</summary>
/// <param name="inner">The output to write to; it is not disposed.</param>
/// <param name="isReaderGone">Whether the program that reads the output has closed it; called before each write. Null if it can't be
/// closed.</param>
internal class OutputWriter(TextWriter inner, Func<bool>? isReaderGone = null) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    [AllowNull]
    public override string NewLine
    {
        get => inner.NewLine;
        set => inner.NewLine = value;
    }

    public sealed override void Write(char value) => Write(value.ToString());

    public sealed override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public sealed override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public sealed override void Write(string? value) => Attempt(static (writer, text) => writer.Write(text), value ?? "");

    public sealed override void WriteLine() => Attempt(static (writer, _) => writer.WriteLine(), "");

    public sealed override void WriteLine(string? value) => Attempt(static (writer, text) => writer.WriteLine(text), value ?? "");

    // Nothing is gained by waiting for a console: its own asynchronous writes are synchronous.
    public sealed override Task WriteAsync(char value) => Done(() => Write(value));

    public sealed override Task WriteAsync(string? value) => Done(() => Write(value));

    public sealed override Task WriteAsync(char[] buffer, int index, int count) => Done(() => Write(buffer, index, count));

    public sealed override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        Done(() => Write(buffer.Span));

    public sealed override Task WriteLineAsync() => Done(WriteLine);

    public sealed override Task WriteLineAsync(string? value) => Done(() => WriteLine(value));

    public sealed override void Flush() => Attempt(static (writer, _) => writer.Flush(), "");

    public sealed override Task FlushAsync() => Done(Flush);

    /// <summary>The text as it is written.</summary>
    protected virtual string Prepare(string text) => text;

    private void Attempt(Action<TextWriter, string> write, string text)
    {
        if (isReaderGone?.Invoke() == true)
            throw OutputException.Closed();
        try
        {
            write(inner, Prepare(text));
        }
        catch (IOException failure)
        {
            throw OutputException.Failed(failure);
        }
    }

    private static Task Done(Action write)
    {
        write();
        return Task.CompletedTask;
    }
}
