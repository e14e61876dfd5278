using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Composes the live display: progress, running trials, leaders. It fits the terminal at every size.</summary>
internal sealed class LiveFrame(SweepSpec spec)
{
    // Some terminals wrap when the last column is written to, and a ^C printed behind the last line must fit.
    private const int FreeColumns = 3;

    // Progress, counts, and a blank line before each of the two tables, with their headers.
    private const int FixedLines = 7;

    private readonly TrialText _trials = new(spec);

    /// <param name="notice">Shown below the rest; null if there is none.</param>
    public IReadOnlyList<FrameLine> Compose(
        SweepSnapshot snapshot, IReadOnlyList<LeaderboardRow> leaders, string? notice, int width, int height)
    {
        width = Math.Max(1, width - FreeColumns);
        var room = Math.Max(2, height - FixedLines);
        var running = Math.Min(snapshot.Running.Count, Math.Max(1, room - Math.Min(leaders.Count, room / 2)));
        var lines = new List<FrameLine>
        {
            new(Progress(snapshot, width), FrameStyle.Title),
            new(TextTable.Cut(State(snapshot), width), FrameStyle.Dim),
        };
        if (running > 0)
            lines.AddRange(Table(Running(snapshot, running), width));
        if (leaders.Count > 0)
            lines.AddRange(Table(LeaderboardText.Lines(spec, [.. leaders.Take(Math.Max(1, room - running))], width), width));
        if (notice is not null)
            lines.Add(new(TextTable.Cut(notice, width), FrameStyle.Warning));
        return lines;

        IReadOnlyList<string> Running(SweepSnapshot now, int max) => RunningTable(now, max).Lines(width);
    }

    private static IEnumerable<FrameLine> Table(IReadOnlyList<string> lines, int width) =>
        lines.Select((line, index) => new FrameLine(TextTable.Cut(line, width), index == 0 ? FrameStyle.Header : FrameStyle.Plain))
            .Prepend(new(""));

    private static string Progress(SweepSnapshot snapshot, int width)
    {
        var ended = SweepText.Ended(snapshot.Counts);
        var left = snapshot.Remaining is { } remaining ? $"  {FigureText.Duration(remaining)} left" : "";
        var right = $"  {FigureText.Count(ended)}/{FigureText.Count(snapshot.Trials)}{left}";
        var name = TextTable.Cut(snapshot.Sweep.Id, Math.Max(8, width - right.Length - 12));
        var bar = Math.Min(40, width - name.Length - right.Length - 2);
        return bar < 4 ? TextTable.Cut(name + right, width) : $"{name}  {Bar(Fraction(snapshot, ended), bar)}{right}";
    }

    // The running trials' progress is counted, so that the bar also moves while few, long trials run.
    private static double Fraction(SweepSnapshot snapshot, long ended)
    {
        var partial = snapshot.Running.Sum(trial => trial.EpochTarget == 0 ? 0 : Epochs(trial.Progress) / trial.EpochTarget);
        return snapshot.Trials == 0 ? 1 : Math.Clamp((ended + partial) / snapshot.Trials, 0, 1);
    }

    private static double Epochs(in TrialProgress progress) =>
        Math.Max(0, progress.Epoch - 1) + (progress.SamplesPerEpoch == 0 ? 0 : (double)progress.Samples / progress.SamplesPerEpoch);

    private static string Bar(double fraction, int width)
    {
        var filled = (int)(fraction * width);
        return new string('━', filled) + new string('─', width - filled);
    }

    private static string State(SweepSnapshot snapshot)
    {
        var recorded = snapshot.Counts.Values.Sum();
        var counts = recorded == 0 ? "" : SweepText.Counts(snapshot.Counts) + ", ";
        return $"{counts}{FigureText.Count(Math.Max(0, snapshot.Trials - recorded))} to start";
    }

    private TextTable RunningTable(SweepSnapshot snapshot, int max)
    {
        var table = new TextTable(
            new("trial", Right: true), new("configuration", DropOrder: 3, ShrinksTo: 24), new("epoch", Right: true), new("", DropOrder: 1),
            new("loss", Right: true), new("accuracy", Right: true), new("samples/s", Right: true, DropOrder: 2));
        foreach (var trial in snapshot.Running.Take(max))
        {
            var progress = trial.Progress;
            var isKnown = progress.SamplesPerEpoch > 0;
            table.Add(
                trial.Trial.ToString(CultureInfo.InvariantCulture),
                Settings(trial.Trial, snapshot.Sweep),
                $"{Math.Max(1, progress.Epoch)}/{trial.EpochTarget}",
                Bar(isKnown ? (double)progress.Samples / progress.SamplesPerEpoch : 0, 10),
                FigureText.Metric(isKnown ? progress.Loss : null),
                FigureText.Metric(isKnown ? progress.Accuracy : null),
                trial.SamplesPerSecond > 0 ? FigureText.Count((long)trial.SamplesPerSecond) : FigureText.Unknown);
        }

        return table;
    }

    private string Settings(long trial, SweepRecord sweep) =>
        _trials.Settings(Sweeps.Search.TrialNumbering.Configuration(trial, sweep.Configurations));
}
