using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Trials;

/// <summary>One configuration over its seeds. How the figures come about is described in <c>docs/leaderboard.md</c>.</summary>
[GenerateSerializer, Immutable, Alias("leaderboard-row")]
public sealed record LeaderboardRow
{
    /// <summary>1-based; tied configurations share the rank of the first of them.</summary>
    [Id(0)] public required int Rank { get; init; }

    /// <summary>Whether another row has the same rank.</summary>
    [Id(1)] public required bool Tied { get; init; }

    [Id(2)] public required long Configuration { get; init; }

    /// <summary>What sets the configuration apart from others of its sweep; empty where nothing varies.</summary>
    [Id(3)] public required EquatableArray<SettingAssignment> Settings { get; init; }

    [Id(4)] public required MeanEstimate Objective { get; init; }

    /// <summary>The best seed's objective.</summary>
    [Id(5)] public required double Best { get; init; }

    /// <summary>The worst seed's objective; diverged and failed seeds have none.</summary>
    [Id(6)] public required double Worst { get; init; }

    /// <summary>Mean over the finished seeds; null before one has finished.</summary>
    [Id(7)] public double? TestLoss { get; init; }

    /// <summary>Mean over the finished seeds; null before one has finished.</summary>
    [Id(8)] public double? TestAccuracy { get; init; }

    /// <summary>Trainable weights and biases; null before a seed has finished.</summary>
    [Id(9)] public long? Parameters { get; init; }

    /// <summary>Training and validation, mean over the epochs of all seeds; null before the first epoch.</summary>
    [Id(10)] public double? SecondsPerEpoch { get; init; }

    [Id(11)] public required SeedCounts Seeds { get; init; }

    /// <summary>Whether no seed has finished yet: the objective is then the mean over the seeds that are being trained, as of their latest
    /// epochs.</summary>
    [Id(13)] public bool IsProvisional { get; init; }

    /// <summary>What range tests suggest; null for sweeps that train, and before a test has finished.</summary>
    [Id(12)] public RangeSuggestion? Range { get; init; }
}

/// <summary>Rates of a configuration's range tests, geometric means over the seeds.</summary>
/// <param name="MinimumRate">At the minimum of the running mean of the loss.</param>
/// <param name="SteepestRate">At the steepest descent of the smoothed loss.</param>
/// <param name="HalfOfMinimum">Half of the rate at the minimum, a good rate to train at, but at least the rate that the test starts with.</param>
[GenerateSerializer, Immutable, Alias("range-suggestion")]
public sealed record RangeSuggestion([property: Id(0)] double MinimumRate, [property: Id(1)] double SteepestRate, [property: Id(2)] double HalfOfMinimum);

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Count">Values it is the mean of, at least 1.</param>
/// <param name="HalfWidth">Of the symmetric 95 % interval by Student's t distribution; null for a single value, and for values that agree although
/// nothing limits their resolution: they say nothing about their error.</param>
[GenerateSerializer, Immutable, Alias("mean-estimate")]
public sealed record MeanEstimate([property: Id(0)] double Mean, [property: Id(1)] int Count, [property: Id(2)] double? HalfWidth)
{
    /// <summary>The interval's lower end; the mean itself without an interval.</summary>
    public double Low => Mean - (HalfWidth ?? 0);

    /// <summary>The interval's upper end; the mean itself without an interval.</summary>
    public double High => Mean + (HalfWidth ?? 0);

    /// <summary>Whether the two closed intervals have a value in common.</summary>
    public bool Overlaps(MeanEstimate other) => Low <= other.High && other.Low <= High;
}

/// <summary>A configuration's recorded seeds by what became of them.</summary>
/// <param name="Open">Running, or waiting to go on.</param>
[GenerateSerializer, Immutable, Alias("seed-counts")]
public sealed record SeedCounts(
    [property: Id(0)] int Succeeded,
    [property: Id(1)] int Diverged,
    [property: Id(2)] int Failed,
    [property: Id(3)] int Open,
    [property: Id(4)] int Cancelled);
