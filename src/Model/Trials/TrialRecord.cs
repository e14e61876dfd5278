using System.Text.Json.Serialization;

namespace SweepCluster.Model.Trials;

/// <summary>The store's record of a trial.</summary>
[GenerateSerializer, Immutable, Alias("trial-record")]
public sealed record TrialRecord
{
    [Id(0)] public required long Trial { get; init; }
    [Id(1)] public required long Configuration { get; init; }
    /// <summary>0-based index of the configuration's seed.</summary>
    [Id(2), JsonPropertyName("repeat")] public required int SeedIndex { get; init; }
    [Id(3)] public required TrialState State { get; init; }
    [Id(4)] public required int Attempt { get; init; }

    /// <summary>The sweep's pass in which the trial was last leased.</summary>
    [Id(5)] public required int Pass { get; init; }

    /// <summary>Number of failed attempts, which the limit on attempts counts.</summary>
    [Id(6)] public int Failures { get; init; }

    /// <summary>Number of epochs of the finished result; before there is one, of epochs recorded so far.</summary>
    [Id(7)] public int Epochs { get; init; }

    /// <summary>The sweep's objective, of the finished result where there is one, else provisional as of the latest epoch; null before the
    /// first epoch, and for trials that failed or were cancelled without a finished result. Of a trial that diverged, what the spec counts
    /// it as (<c>objective: {diverged: worst}</c>), or null.</summary>
    [Id(8)] public double? Objective { get; init; }

    /// <summary>Metrics of the last of those epochs; null before the first epoch.</summary>
    [Id(9)] public EpochReport? Last { get; init; }

    /// <summary>The finished result, set once the trial succeeded. It stays, whatever happens to a later attempt that trains the trial
    /// further, until that attempt has succeeded.</summary>
    [Id(10)] public FinalMetrics? Final { get; init; }
    [Id(11)] public bool StoppedEarly { get; init; }
    [Id(12)] public long Parameters { get; init; }

    /// <summary>Why the trial failed, where it diverged, by which decision it was stopped, or why an attempt to train a finished trial
    /// further failed; else empty.</summary>
    [Id(13)] public string Reason { get; init; } = "";

    /// <summary>Total duration of its epochs in seconds; epochs trained again are counted once.</summary>
    [Id(14)] public double TrainSeconds { get; init; }
    [Id(15)] public required DateTimeOffset StartedAt { get; init; }
    [Id(16)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Progress beyond the finished result, while the trial is trained further; else null.</summary>
    [Id(17)] public TrialContinuation? Continuation { get; init; }

    /// <summary>Number of attempts in a row that ended with their process, none of which completed a further epoch. The limit on lost
    /// attempts counts these; an attempt that completes an epoch resets it to 0.</summary>
    [Id(18)] public int LostAttempts { get; init; }

    /// <summary>Number of epochs that were recorded when the latest attempt began.</summary>
    [Id(19)] public int EpochsAtStart { get; init; }

    /// <summary>Number of epochs to which the latest lease trains; null for a sweep without a schedule, and before the first
    /// lease.</summary>
    [Id(20)] public int? StopAt { get; init; }

    /// <summary>Whether there is a finished result: only such trials count in leaderboards, claims and comparisons.</summary>
    [JsonIgnore]
    public bool HasResult => Final is not null;

    /// <summary>The objective as it counts in means: of the finished result, or of a trial that diverged what the spec counts it as; null
    /// where there is neither.</summary>
    [JsonIgnore]
    public double? CountedObjective => HasResult || State == TrialState.Diverged ? Objective : null;

    /// <summary>Epochs trained, those of a continuation included.</summary>
    [JsonIgnore]
    public int EpochsTrained => Continuation?.Epochs ?? Epochs;

    /// <summary>The latest recorded epoch, of a continuation if there is one.</summary>
    [JsonIgnore]
    public EpochReport? Latest => Continuation?.Last ?? Last;
}

/// <summary>Progress of a finished trial that is trained further. It replaces the figures of the finished result once the attempt has
/// succeeded, and is dropped if the attempt fails.</summary>
/// <param name="Epochs">Number of recorded epochs, including those of the finished result.</param>
/// <param name="Objective">Provisional objective; null if none is finite so far.</param>
/// <param name="Last">Metrics of the latest epoch; null before the first epoch is reported again.</param>
/// <param name="TrainSeconds">Sum of the durations of all epochs, in seconds; epochs trained again are counted once.</param>
[GenerateSerializer, Immutable, Alias("trial-continuation")]
public sealed record TrialContinuation(
    [property: Id(0)] int Epochs,
    [property: Id(1)] double? Objective,
    [property: Id(2)] EpochReport? Last,
    [property: Id(3)] double TrainSeconds);

/// <summary>One epoch of one trial, as stored.</summary>
[GenerateSerializer, Immutable, Alias("epoch-record")]
public sealed record EpochRecord([property: Id(0)] long Trial, [property: Id(1)] EpochReport Report);

/// <summary>An event of a sweep, for people to read later.</summary>
/// <param name="Kind">submitted, resumed, paused, cancelled, extended, edited, retried, finished, trial-failed, trial-diverged, trial-kept
/// (an attempt failed, the earlier result stays), trial-warning, attempt-failed and attempt-lost (the trial is tried again).</param>
/// <param name="Trial">Index of the trial; null for an event of the whole sweep.</param>
[GenerateSerializer, Immutable, Alias("sweep-event-record")]
public sealed record EventRecord(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Kind,
    [property: Id(2)] long? Trial,
    [property: Id(3)] string Detail);
