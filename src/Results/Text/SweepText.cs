using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>Describes sweeps in words.</summary>
public static class SweepText
{
    private const int MaxRows = 1000;

    private static readonly TrialState[] Order =
        [
            TrialState.Succeeded, TrialState.Stopped, TrialState.Running, TrialState.Waiting, TrialState.Paused, TrialState.Diverged,
            TrialState.Failed, TrialState.Cancelled,
        ];

    /// <summary>Formats counts: 12 succeeded, 1 failed.</summary>
    public static string Counts(IReadOnlyDictionary<TrialState, long> counts)
    {
        var parts = Order.Where(state => counts.GetValueOrDefault(state) > 0)
            .Select(state => $"{FigureText.Count(counts[state])} {Name(state)}")
            .ToArray();
        return parts.Length == 0 ? "no trial" : string.Join(", ", parts);
    }

    public static long Ended(IReadOnlyDictionary<TrialState, long> counts) =>
        counts.Where(count => count.Key is not (TrialState.Running or TrialState.Waiting or TrialState.Paused)).Sum(count => count.Value);

    public static string Name(TrialState state) => state.ToString().ToLowerInvariant();

    /// <summary>Describes a sweep: quickstart-3: 12 configurations x 2 seeds = 24 trials, 2 workers.</summary>
    public static string Beginning(SweepRecord sweep, SweepSpec spec, int? workers) =>
        $"{sweep.Id}: {Size(sweep, spec)}" + (workers is { } count ? $", {FigureText.Plural(count, "worker")}" : "");

    /// <summary>Describes the size of a sweep: 12 configurations x 2 seeds = 24 trials.</summary>
    public static string Size(SweepRecord sweep, SweepSpec? spec)
    {
        var trials = Trials(sweep, spec);
        var product = $"{FigureText.Plural(sweep.Configurations, "configuration")} x {FigureText.Plural(sweep.Seeds, "seed")}";
        return sweep.Configurations * (double)sweep.Seeds > trials
            ? $"{product}, limited to {FigureText.Plural(trials, "trial")}"
            : $"{product} = {FigureText.Plural(trials, "trial")}";
    }

    /// <summary>Total number of trials to run.</summary>
    /// <param name="spec">The spec; null if it can't be read, so that its own limit is unknown.</param>
    public static long Trials(SweepRecord sweep, SweepSpec? spec) =>
        Math.Min(spec?.Limits.Trials ?? long.MaxValue, sweep.Configurations * sweep.Seeds);

    /// <summary>Describes how a sweep stopped and how to continue, with the leaderboard.</summary>
    public static IReadOnlyList<string> Ending(SweepEnding ending, SweepSpec spec, int width)
    {
        var sweep = ending.Sweep;
        var lines = new List<string> { Headline(ending) };
        if (IsResumable(ending))
            lines.Add($"Go on with: ./sweep resume {sweep.Id}");
        if (ending.Counts.GetValueOrDefault(TrialState.Failed) > 0)
            lines.Add($"Why trials failed: ./sweep show {sweep.Id}");
        if (ending.Leaders.Count > 0)
        {
            lines.Add("");
            lines.AddRange(LeaderboardText.Lines(spec, ending.Leaders, width));
            lines.AddRange(LeaderboardNotes(sweep, spec, ending.Leaders));
        }

        return [.. lines.SelectMany(line => Wrapped.Lines(line, width))];
    }

    /// <summary>Explains the marks in these rows, and lists published figures and the command for more rows.</summary>
    /// <param name="isRunning">Whether a process runs the sweep.</param>
    public static IEnumerable<string> LeaderboardNotes(
        SweepRecord sweep, SweepSpec spec, IReadOnlyList<LeaderboardRow> rows, bool isRunning = false)
    {
        var notes = new List<string>();
        notes.AddRange(LeaderboardText.RankNotes(rows));
        if (spec.IsScheduled)
            notes.Add($"{spec.ScheduleName} decided how far each was trained: ./sweep show {sweep.Id}");
        else if (SeedHint.Describe(sweep, spec, rows, isRunning) is { Length: > 0 } hint)
            notes.Add(hint);
        if (LeaderboardText.MissingNote(spec, rows) is { Length: > 0 } missing)
            notes.Add(missing);
        if (LeaderboardText.WinnerNote(spec, sweep.Configurations) is { Length: > 0 } winner)
            notes.Add(winner);
        notes.AddRange(PublishedText.Lines(spec));
        if (rows.Count < sweep.Configurations)
            notes.Add($"{(sweep.Configurations > MaxRows ? "More" : "All")} rows: ./sweep leaderboard {sweep.Id} --top "
                + $"{Math.Min(sweep.Configurations, MaxRows)}");
        return notes.Count == 0 ? notes : notes.Prepend("");
    }

    public static bool IsResumable(SweepEnding ending) => ending.Sweep.Status is SweepStatus.Running or SweepStatus.Paused;

    /// <summary>Describes in a sentence how a sweep stopped.</summary>
    public static string Headline(SweepEnding ending)
    {
        var sweep = ending.Sweep;
        var reason = sweep.Reason.Length > 0 ? $" ({sweep.Reason})" : "";
        var ended = $"{FigureText.Count(Ended(ending.Counts))} of {FigureText.Plural(ending.Trials, "trial")} done";
        var time = FigureText.Duration(TimeSpan.FromSeconds(sweep.RunSeconds));
        return sweep.Status switch
        {
            SweepStatus.Running => $"{sweep.Id} is interrupted after {time}: {ended}, the others keep their checkpoints.",
            SweepStatus.Paused => $"{sweep.Id} is paused{reason} after {time}: {ended}.",
            SweepStatus.Finished => $"{sweep.Id} finished{reason} in {time}: {Counts(ending.Counts)}.",
            SweepStatus.Cancelled => $"{sweep.Id} is cancelled after {time}: {Counts(ending.Counts)}.",
            _ => throw new ArgumentOutOfRangeException(nameof(ending), sweep.Status, "Unknown status."),
        };
    }

    /// <summary>The notice while the process that runs the sweep does not respond.</summary>
    public static string Silence(TimeSpan since) =>
        $"No news of the sweep for {FigureText.Duration(since)}. The sweep may continue meanwhile; this command waits for news.";
}
