using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SweepCluster.Model;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The file of <c>--log-file</c>: a line for each decision of the runtime, with its time in UTC and its event's name.</summary>
internal sealed class DecisionFile : ILogger, IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly TextWriter _error;
    private readonly StreamWriter _writer;
    private bool _hasFailed;

    private DecisionFile(string path, StreamWriter writer, TimeProvider time, TextWriter error) =>
        (_path, _writer, _time, _error) = (path, writer, time, error);

    /// <summary>Opens the file, whose earlier lines stay.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="error">Receives one line if the file can't be written any more.</param>
    /// <exception cref="SweepException">The file can't be written.</exception>
    public static DecisionFile Open(string path, TimeProvider time, TextWriter error)
    {
        try
        {
            // Each line is written at once, because the last lines matter most if the process ends without notice.
            // Another process that writes the same file is refused; on Unix only FileShare.None does that, and it lets other programs read.
            var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            var stream = new FileStream(path, FileMode.Append, FileAccess.Write, share, bufferSize: 0);
            return new(path, new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }, time, error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"--log-file: {path} can't be written: {failure.Message}", SweepErrorKind.Environment, failure);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug && !Volatile.Read(ref _hasFailed);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Reasons hold messages of libraries and names of files: a line break in them must not pass for a line of the log.
        var message = TerminalText.Line(formatter(state, exception));
        var at = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (_hasFailed)
                return;
            try
            {
                _writer.WriteLine($"{at} {eventId.Name}: {message}");
            }
            catch (IOException failure)
            {
                Fail(failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_hasFailed)
                _writer.Dispose();
            _hasFailed = true;
        }
    }

    // The sweep continues: its results don't depend on the log.
    private void Fail(IOException failure)
    {
        Volatile.Write(ref _hasFailed, true);
        _writer.BaseStream.Dispose();
        _error.WriteLine(TerminalText.Line(
            $"--log-file: {_path} can't be written any more: {failure.Message} The sweep continues without it."));
    }
}
