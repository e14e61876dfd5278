using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>Says what would tell the rows of a leaderboard apart, and what it costs.</summary>
public static class SeedHint
{
    // Beyond so many trials more seeds of the best configurations alone are the better advice.
    private const long MaxTrials = 1000;

    /// <summary>Number of seeds that the hint adds.</summary>
    private const int AddedSeeds = 3;

    /// <summary>The hint. It is empty if every row is told apart, or if the spec's limit of trials allows no further seeds.</summary>
    /// <param name="isRunning">Whether a process runs the sweep.</param>
    public static string Describe(SweepRecord sweep, SweepSpec spec, IReadOnlyCollection<LeaderboardRow> rows, bool isRunning)
    {
        if (!rows.Any(row => row.Tied || row is { HasObjective: true, Rank: null }))
            return "";
        return sweep.Status switch
        {
            SweepStatus.Running when isRunning => "Trials that have not ended yet may tell more.",
            SweepStatus.Running or SweepStatus.Paused => $"Trials that have not ended may tell more: ./sweep resume {sweep.Id}",
            SweepStatus.Cancelled => $"Trials that were cancelled may tell more: ./sweep retry {sweep.Id} --cancelled",
            SweepStatus.Finished => MoreSeeds(sweep, spec),
            _ => throw new ArgumentOutOfRangeException(nameof(sweep), sweep.Status, "Unknown status."),
        };
    }

    private static string MoreSeeds(SweepRecord sweep, SweepSpec spec)
    {
        var trials = AddedSeeds * sweep.Configurations;
        if (spec.Limits.Trials is { } limit && limit < (sweep.Configurations * sweep.Seeds) + trials)
            return "";
        var cost = $"{FigureText.Plural(trials, "trial")}{Time(sweep, trials)}";
        if (trials > MaxTrials)
        {
            return $"{AddedSeeds} more seeds of all {FigureText.Count(sweep.Configurations)} configurations would be {cost}. "
                + "Train the best of them with more seeds instead, in a spec of their own.";
        }

        var command = $"./sweep extend {sweep.Id} --seeds +{AddedSeeds} ({cost})";
        return sweep.Seeds == 1
            ? $"With one seed nothing tells chance from effect. More seeds of every configuration: {command}"
            : $"More seeds may tell the rows apart: {command}";
    }

    // By the time that the sweep has taken for each of its trials.
    private static string Time(SweepRecord sweep, long trials)
    {
        var seconds = sweep.RunSeconds / (sweep.Configurations * (double)sweep.Seeds) * trials;
        return seconds > 0 && seconds < TimeSpan.MaxValue.TotalSeconds
            ? $", about {FigureText.Duration(TimeSpan.FromSeconds(seconds))} at this sweep's pace"
            : "";
    }
}
