namespace SweepCluster.Contracts.Trials;

/// <summary>What the store holds of a trial.</summary>
[GenerateSerializer, Immutable, Alias("trial-record")]
public sealed record TrialRecord
{
    [Id(0)] public required long Trial { get; init; }
    [Id(1)] public required long Configuration { get; init; }
    [Id(2)] public required int Repeat { get; init; }
    [Id(3)] public required TrialState State { get; init; }
    [Id(4)] public required int Attempt { get; init; }

    /// <summary>The sweep's pass in which it was last leased.</summary>
    [Id(5)] public required int Pass { get; init; }

    /// <summary>Attempts that failed; the limit on attempts counts these.</summary>
    [Id(6)] public int Failures { get; init; }

    /// <summary>Epochs done and recorded.</summary>
    [Id(7)] public int Epochs { get; init; }

    /// <summary>The sweep's objective as of the latest record; null before there is one, and for diverged trials.</summary>
    [Id(8)] public double? Objective { get; init; }

    /// <summary>The latest epoch's metrics; null before the first epoch.</summary>
    [Id(9)] public EpochReport? Last { get; init; }

    /// <summary>Set once it succeeded.</summary>
    [Id(10)] public FinalMetrics? Final { get; init; }
    [Id(11)] public bool StoppedEarly { get; init; }
    [Id(12)] public long Parameters { get; init; }

    /// <summary>Why it failed or where it diverged; else empty.</summary>
    [Id(13)] public string Reason { get; init; } = "";

    /// <summary>Sum of its epochs' durations, re-trained ones counted once.</summary>
    [Id(14)] public double TrainSeconds { get; init; }
    [Id(15)] public required DateTimeOffset StartedAt { get; init; }
    [Id(16)] public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>One epoch of one trial, as stored.</summary>
[GenerateSerializer, Immutable, Alias("epoch-record")]
public sealed record EpochRecord([property: Id(0)] long Trial, [property: Id(1)] EpochReport Report);

/// <summary>Something that happened to a sweep, for people to read later.</summary>
/// <param name="Kind">submitted, resumed, paused, cancelled, extended, finished, trial-failed, trial-diverged.</param>
/// <param name="Trial">Null where it is about the whole sweep.</param>
[GenerateSerializer, Immutable, Alias("sweep-event-record")]
public sealed record EventRecord(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Kind,
    [property: Id(2)] long? Trial,
    [property: Id(3)] string Detail);
