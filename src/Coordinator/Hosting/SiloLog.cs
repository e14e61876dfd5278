using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The lines that a silo writes to its standard error. During the start they are kept, so that an error can show them; then they
/// are passed on.</summary>
internal sealed class SiloLog
{
    private const int MaxKept = 200;
    private const int MaxShown = 20;

    private readonly Lock _lock = new();
    private readonly Queue<string> _kept = new();
    private TextWriter? _target;

    public SiloLog(TextReader reader) => Ended = ReadAsync(reader);

    /// <summary>Completes when the silo's output ends.</summary>
    public Task Ended { get; }

    /// <summary>Number of lines so far.</summary>
    public int Lines { get; private set; }

    /// <summary>The last lines for a message, each indented on a line of its own; empty if there are none.</summary>
    public string Last
    {
        get
        {
            lock (_lock)
                return string.Concat(_kept.TakeLast(MaxShown).Select(line => $"\n  {line}"));
        }
    }

    /// <summary>Writes the lines so far, and from now on every new one.</summary>
    public void PassTo(TextWriter target)
    {
        lock (_lock)
        {
            _target = target;
            foreach (var line in _kept)
                Pass(line);
        }
    }

    private async Task ReadAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                Lines++;
                _kept.Enqueue(line);
                if (_kept.Count > MaxKept)
                    _kept.Dequeue();
                Pass(line);
            }
        }
    }

    private void Pass(string line)
    {
        try
        {
            _target?.WriteLine(line);
        }
        catch (OutputException)
        {
            // The target is closed. The silo's pipe is still emptied, so that the silo does not block.
            _target = null;
        }
    }
}
