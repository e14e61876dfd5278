using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Trials;

/// <summary>One configuration over its seeds. The computation of the figures is described in <c>docs/leaderboard.md</c>.</summary>
public sealed record LeaderboardRow
{
    /// <summary>1-based rank; tied configurations share the rank of the first of them.</summary>
    public required int Rank { get; init; }

    /// <summary>Whether another row has the same rank.</summary>
    public required bool Tied { get; init; }

    public required long Configuration { get; init; }

    /// <summary>The varying settings of the configuration; empty if nothing varies.</summary>
    public required EquatableArray<SettingAssignment> Settings { get; init; }

    public required MeanEstimate Objective { get; init; }

    /// <summary>The best seed's objective.</summary>
    public required double Best { get; init; }

    /// <summary>The worst seed's objective; diverged and failed seeds have none.</summary>
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

    /// <summary>Whether the two closed intervals have a value in common.</summary>
    public bool Overlaps(MeanEstimate other) => Low <= other.High && other.Low <= High;
}

/// <summary>The number of a configuration's recorded seeds by their state.</summary>
/// <param name="Open">Seeds that are running or waiting to continue.</param>
public sealed record SeedCounts(
    int Succeeded,
    int Diverged,
    int Failed,
    int Open,
    int Cancelled);
