using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Views;

/// <summary>Prints lines for files, pipes and logs: one per ended trial while they are few, else a few and a summary, and where no trial
/// ends for a while how far the sweep is.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider time) : ISweepView
{
    // Ended trials are looked for two or three times a second.
    private const int LinesPerUpdate = 5;

    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    private readonly long _start = time.GetTimestamp();
    private long _written = time.GetTimestamp();
    private LeaderboardRow? _best;
    private SweepSpec? _spec;
    private TrialText? _trials;

    public int Leaders => 1;

    public int MaxEnded => LinesPerUpdate;

    public void Begin(Sweep sweep, int? workers)
    {
        _spec = sweep.Spec;
        _trials = new(sweep.Spec);
        output.WriteLine(SweepText.Beginning(sweep.Record, sweep.Spec, workers));
    }

    public void Update(SweepUpdate update)
    {
        foreach (var trial in update.Ended)
            Line(update, _trials!.Ended(trial));
        if (update.EndedUnread > 0)
            Line(update, $"and {FigureText.Plural(update.EndedUnread, "trial")} more");
        _best = update.Leaders is [{ HasObjective: true } best, ..] ? best : _best;
        if (time.GetElapsedTime(_written) >= MaxSilence)
            Line(update, Standing(update.Snapshot));
        if (update.Ended.Count > 0)
            output.Flush();
    }

    // The best so far, and the time left.
    private string Standing(SweepSnapshot snapshot)
    {
        var best = _best is null
            ? "no result yet"
            : $"best {_spec!.Objective.Metric.Name()} {LeaderboardText.MarkedObjective(_best)} ({RowText.Settings(_best.Settings)})";
        return snapshot.Remaining is { } remaining ? $"{best}, {FigureText.Duration(remaining)} left" : best;
    }

    public void Stopping()
    {
        output.WriteLine("Stopping: trials write their checkpoints. Ctrl-C again stops at once.");
        output.Flush();
    }

    public void Silent(TimeSpan since)
    {
        output.WriteLine($"[{FigureText.Duration(time.GetElapsedTime(_start)),5}] {SweepText.Silence(since)}");
        output.Flush();
    }

    public void End(SweepEnding ending)
    {
        foreach (var line in SweepText.Ending(ending, _spec!, int.MaxValue))
            output.WriteLine(line);
    }

    public void Dispose()
    {
    }

    private void Line(SweepUpdate update, string text)
    {
        var elapsed = FigureText.Duration(time.GetElapsedTime(_start));
        var ended = SweepText.Ended(update.Snapshot.Counts);
        output.WriteLine($"[{elapsed,5}] {FigureText.Count(ended)}/{FigureText.Count(update.Snapshot.Trials)}  {TerminalText.Line(text)}");
        _written = time.GetTimestamp();
        if (update.Ended.Count == 0)
            output.Flush();
    }
}
