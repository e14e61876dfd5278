using System.Text;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Processes;

/// <summary>Collects what a process writes to an output while it runs, so that the process never blocks on a full pipe and a missed
/// deadline can show what was written so far.</summary>
public sealed class ChildOutput
{
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    public ChildOutput(TextReader reader) => _reading = ReadAsync(reader);

    /// <summary>The text so far.</summary>
    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <summary>Returns the whole text once the process has ended.</summary>
    public async Task<string> ReadToEndAsync()
    {
        await _reading.WithinDeadlineAsync("the end of a program's output", () => Text);
        return Text;
    }

    private async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[4096];
        // The output ends with the process.
        while (await reader.ReadAsync(buffer.AsMemory(), CancellationToken.None) is > 0 and var count)
        {
            lock (_text)
                _text.Append(buffer, 0, count);
        }
    }
}
