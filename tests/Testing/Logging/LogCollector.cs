using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SweepCluster.Testing.Logging;

/// <summary>Keeps what is logged, so that a test can look at events and fields.</summary>
public sealed class LogCollector : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>Everything logged so far, in order.</summary>
    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>The entries of one event.</summary>
    public LogEntry[] Of(string name) => [.. _entries.Where(entry => entry.Event.Name == name)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = new Dictionary<string, object?>();
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            fields[name] = value;
        _entries.Enqueue(new(logLevel, eventId, formatter(state, exception), fields));
    }

    public void Dispose()
    {
    }
}

/// <summary>One call of a logger.</summary>
/// <param name="Fields">By name, as in the template of the message.</param>
public sealed record LogEntry(LogLevel Level, EventId Event, string Message, IReadOnlyDictionary<string, object?> Fields)
{
    public object? this[string field] => Fields[field];

    public override string ToString() => $"{Event.Name}: {Message}";
}
