using Spectre.Console;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>A display that redraws itself, for terminals.</summary>
internal sealed class LiveView(IAnsiConsole console, Terminal terminal) : ISweepView
{
    private const int TopRows = 10;
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new();
    private LiveDisplayContext? _live;
    private Task _display = Task.CompletedTask;
    private SweepSpec? _spec;
    private LiveFrame? _frame;
    private IReadOnlyList<LeaderboardRow> _leaders = [];
    private SweepSnapshot? _snapshot;
    private bool _stopping;
    private TimeSpan? _silent;
    private bool _suspended;
    private int _height;

    /// <summary>The handler of Ctrl-Z, disposed with the view; null if there is none.</summary>
    public IDisposable? Suspension { get; set; }

    public int Leaders => TopRows;

    public int MaxEnded => 0;

    public void Begin(Sweep sweep, int? workers)
    {
        (_spec, _frame) = (sweep.Spec, new(sweep.Spec));
        Line(SweepText.Beginning(sweep.Record, sweep.Spec, workers));
        _display = console.Live(new Text("")).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(context =>
        {
            // Drawn at once, so that a ^C that the terminal prints is overwritten.
            context.Refresh();
            _live = context;
            return _done.Task;
        });
    }

    public void Update(SweepUpdate update)
    {
        _leaders = update.Leaders ?? _leaders;
        _snapshot = update.Snapshot;
        _silent = null;
        Draw();
    }

    public void Stopping()
    {
        _stopping = true;
        Draw();
    }

    public void Silent(TimeSpan since)
    {
        _silent = since;
        Draw();
    }

    public void End(SweepEnding ending)
    {
        Dispose();
        foreach (var line in SweepText.Ending(ending, _spec!, terminal.Width - 1))
            Line(line);
    }

    /// <summary>Restores the terminal for the shell: below the display, with a cursor.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _suspended = true;
            console.Profile.Out.Writer.Write($"\n{ShowCursor}");
            console.Profile.Out.Writer.Flush();
        }
    }

    /// <summary>Draws the display again, below what the shell has written.</summary>
    public void Redraw()
    {
        lock (_gate)
        {
            if (!_suspended || _done.Task.IsCompleted)
                return;
            _suspended = false;
            // The display moves up by its own height before it draws.
            console.Profile.Out.Writer.Write(HideCursor + new string('\n', Math.Max(0, _height - 1)));
            Draw();
        }
    }

    /// <summary>Removes the display and shows the cursor again.</summary>
    public void Dispose()
    {
        Suspension?.Dispose();
        if (_done.TrySetResult())
            _display.GetAwaiter().GetResult();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_snapshot is null || _suspended)
                return;
            var (width, height) = terminal.Size();
            (console.Profile.Width, console.Profile.Height) = (width, height);
            var lines = _frame!.Compose(_snapshot, _leaders, Notice, width, height);
            _height = lines.Count;
            _live?.UpdateTarget(
                new Rows(lines.Select(line => new Text(Shown(line.Text), StyleOf(line.Style)) { Overflow = Overflow.Crop })));
        }
    }

    // This writer does not escape, because the display's control sequences go through it.
    private void Line(string text) => console.Profile.Out.Writer.WriteLine(Shown(text));

    private string Shown(string text) =>
        terminal.IsAscii ? AsciiText.Transliterate(TerminalText.Line(text)) : TerminalText.Line(text);

    private string? Notice => _stopping
        ? "Stopping: trials write their checkpoints. Ctrl-C again stops at once."
        : _silent is { } since ? SweepText.Silence(since) : null;

    private static Style StyleOf(FrameStyle style) => style switch
    {
        FrameStyle.Plain => Style.Plain,
        FrameStyle.Title => new(decoration: Decoration.Bold),
        FrameStyle.Header => new(Color.Teal),
        FrameStyle.Dim => new(decoration: Decoration.Dim),
        FrameStyle.Warning => new(Color.Yellow),
        _ => throw new ArgumentOutOfRangeException(nameof(style), style, "Unknown style."),
    };
}
