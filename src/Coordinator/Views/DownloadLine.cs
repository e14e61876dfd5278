using System.Globalization;
using SweepCluster.Results.Text;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Coordinator.Views;

/// <summary>Shows the progress of downloads: a bar that is redrawn on a terminal, else a line per file.</summary>
/// <param name="output">The output of progress, which is separate from the output of results.</param>
internal sealed class DownloadLine(TextWriter output, Terminal terminal) : IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 20;
    private const double Megabyte = 1e6;

    // The bar is redrawn by control sequences of its own; names from elsewhere are escaped here.
    private readonly TextWriter _output = TerminalWriter.Unguarded(output);
    private (string File, int Percent)? _shown;

    // A file reports thousands of times; a line that looks the same is not drawn again.
    public void Report(DownloadProgress value)
    {
        var percent = value.TotalBytes <= 0 ? 0 : (int)Math.Clamp(100 * value.Bytes / value.TotalBytes, 0, 100);
        var shown = (value.File, terminal.IsInteractive ? percent : 0);
        if (_shown == shown)
            return;
        var isFirst = _shown is null;
        _shown = shown;
        if (!terminal.IsInteractive)
        {
            _output.WriteLine(TerminalText.Line($"fetching {Subject(value)} ({Size(value.TotalBytes)} MB) from {value.Mirror}"));
            return;
        }

        var bar = new string('#', percent * BarWidth / 100).PadRight(BarWidth, '.');
        var line = TerminalText.Line($"{Subject(value)} {bar} {percent,3} % of {Size(value.TotalBytes)} MB from {value.Mirror}");
        // One column stays free: a terminal wraps when its last is filled.
        _output.Write($"{(isFirst ? "" : "\r\e[K")}{TextTable.Cut(line, terminal.Width - 1)}");
        _output.Flush();
    }

    /// <summary>Ends the line, so that further output starts on its own.</summary>
    public void Dispose()
    {
        if (_shown is not null && terminal.IsInteractive)
            _output.WriteLine();
        _shown = null;
    }

    private static string Subject(DownloadProgress progress) =>
        $"{progress.Dataset} {progress.FileNumber}/{progress.Files} {progress.File}";

    private static string Size(long bytes) => (bytes / Megabyte).ToString("F1", CultureInfo.InvariantCulture);
}
