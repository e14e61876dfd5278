using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Trials;

/// <summary>One configuration over its seeds. The computation of the figures is described in <c>docs/leaderboard.md</c>.</summary>
public sealed record LeaderboardRow
{
    /// <summary>The row's place by its mean, from 1.</summary>
    public required int Order { get; init; }

    /// <summary>The ranks that the seeds leave open; null where there is nothing to test by: a single seed, or none that has
    /// finished.</summary>
    public RankEstimate? Rank { get; init; }

    /// <summary>Whether it is not told apart from the leader, or is the leader and others aren't told apart from it.</summary>
    public bool Tied { get; init; }

    public required long Configuration { get; init; }

    /// <summary>The varying settings of the configuration; empty if nothing varies.</summary>
    public required EquatableArray<SettingAssignment> Settings { get; init; }

    /// <summary>The mean objective over the seeds that count; its mean is NaN where the row has none.</summary>
    public required MeanEstimate Objective { get; init; }

    /// <summary>Why the row has no objective: how its seeds ended. Empty for a row with one.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether a seed counts; rows without an objective stand last.</summary>
    public bool HasObjective => Reason.Length == 0;

    /// <summary>Whether the objective leaves out seeds that diverged or failed, so that it is a mean of those that survived.</summary>
    public bool IsOfSurvivors => HasObjective
        && (IsProvisional ? Seeds.Missing > 0 : Objective.Count < Seeds.Succeeded + Seeds.Missing);

    /// <summary>The best seed's objective.</summary>
    public required double Best { get; init; }

    /// <summary>The worst seed's objective. Failed seeds have none, and diverged ones only where the spec counts them.</summary>
    public required double Worst { get; init; }

    /// <summary>Mean over the finished seeds; null before one has finished.</summary>
    public double? TestLoss { get; init; }

    /// <summary>Mean over the finished seeds; null before one has finished.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Number of trainable weights and biases; null before a seed has finished.</summary>
    public long? Parameters { get; init; }

    /// <summary>Mean duration of training and validation over the epochs of all seeds, in seconds; null before the first epoch.</summary>
    public double? SecondsPerEpoch { get; init; }

    public required SeedCounts Seeds { get; init; }

    /// <summary>Whether no seed has finished yet: the objective is then the mean over the seeds that are being trained, as of their latest
    /// epochs.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>The suggestion of range tests; null for sweeps that train, and before a test has finished.</summary>
    public RangeSuggestion? Range { get; init; }
}

/// <summary>The rank of a configuration among the rows, as far as its seeds determine it.</summary>
/// <param name="Low">The best rank that they leave open; 1 for all that are not told apart from the leader.</param>
/// <param name="High">The worst rank that they leave open.</param>
/// <param name="BestProbability">The probability that the configuration is the best of the rows, 0 to 1; null for rows beyond those that it
/// is computed for.</param>
public sealed record RankEstimate(int Low, int High, double? BestProbability);

/// <summary>Rates of a configuration's range tests, geometric means over the seeds.</summary>
/// <param name="MinimumRate">The rate at the minimum of the running mean of the loss.</param>
/// <param name="SteepestRate">The rate at the steepest descent of the smoothed loss.</param>
/// <param name="HalfOfMinimum">Half of the rate at the minimum, a good rate to train at, but at least the first rate of the test.</param>
public sealed record RangeSuggestion(double MinimumRate, double SteepestRate, double HalfOfMinimum);

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Count">Number of values, at least 1.</param>
/// <param name="HalfWidth">Half width of the symmetric 95 % interval by Student's t distribution; null for a single value, and for values
/// that agree although nothing limits their resolution: their error is unknown.</param>
public sealed record MeanEstimate(double Mean, int Count, double? HalfWidth)
{
    /// <summary>The interval's lower end; the mean itself without an interval.</summary>
    public double Low => Mean - (HalfWidth ?? 0);

    /// <summary>The interval's upper end; the mean itself without an interval.</summary>
    public double High => Mean + (HalfWidth ?? 0);
}

/// <summary>The number of a configuration's recorded seeds by their state.</summary>
/// <param name="Open">Seeds that are running, wait to continue, or wait for a decision of the schedule.</param>
public sealed record SeedCounts(
    int Succeeded,
    int Diverged,
    int Failed,
    int Open,
    int Cancelled)
{
    /// <summary>Seeds that the schedule has stopped, which say nothing about the end of training.</summary>
    public int Stopped { get; init; }

    /// <summary>The recorded seeds.</summary>
    public int Total => Succeeded + Missing + Open + Cancelled + Stopped;

    /// <summary>The seeds that ended by themselves and have no result: their absence says something about the configuration.</summary>
    public int Missing => Diverged + Failed;

    /// <summary>The share of the seeds that ended by themselves which succeeded, 0 to 1; null before one has ended.</summary>
    public double? SuccessRate => Succeeded + Missing == 0 ? null : (double)Succeeded / (Succeeded + Missing);

    /// <summary>Counts trials. One that is trained further counts by its finished result.</summary>
    public static SeedCounts FromTrials(IReadOnlyCollection<TrialRecord> trials)
    {
        return new(
            trials.Count(trial => trial.HasResult), In(TrialState.Diverged), In(TrialState.Failed),
            In(TrialState.Running) + In(TrialState.Waiting) + In(TrialState.Paused), In(TrialState.Cancelled))
        {
            Stopped = In(TrialState.Stopped),
        };

        int In(TrialState state) => trials.Count(trial => trial.State == state && !trial.HasResult);
    }
}
