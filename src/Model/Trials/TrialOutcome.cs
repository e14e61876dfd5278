namespace SweepCluster.Model.Trials;

/// <summary>The end of an attempt.</summary>
[GenerateSerializer, Immutable, Alias("trial-outcome")]
public abstract record TrialOutcome
{
    private TrialOutcome()
    {
    }

    /// <summary>A warning for users, such as a damaged checkpoint that was set aside; empty if there is none.</summary>
    [Id(0)] public string Warning { get; init; } = "";

    /// <summary>The trial was trained to its target, or stopped early by its own rule.</summary>
    [GenerateSerializer, Immutable, Alias("trial-succeeded")]
    public sealed record Succeeded([property: Id(0)] FinalMetrics Metrics, [property: Id(1)] bool StoppedEarly) : TrialOutcome
    {
        /// <summary>Fingerprint of the data set trained on, see <see cref="DatasetPin.Fingerprint"/>; null if it is unknown.</summary>
        [Id(2)] public string? DataFingerprint { get; init; }
    }

    /// <summary>The loss or a weight became NaN or infinite.</summary>
    /// <param name="Epoch">1-based epoch in which it happened.</param>
    [GenerateSerializer, Immutable, Alias("trial-diverged")]
    public sealed record Diverged([property: Id(0)] int Epoch, [property: Id(1)] long Parameters) : TrialOutcome;

    /// <summary>The attempt failed for another reason; the trial may be tried again.</summary>
    [GenerateSerializer, Immutable, Alias("trial-failed")]
    public sealed record Failed([property: Id(0)] string Reason) : TrialOutcome;

    /// <summary>The process that trained the trial ended without notice, or its silo is gone. The trial may be tried again.</summary>
    /// <param name="Reason">The process or silo that was lost, for people.</param>
    [GenerateSerializer, Immutable, Alias("trial-lost")]
    public sealed record Lost([property: Id(0)] string Reason) : TrialOutcome;

    /// <summary>The trial was trained to the epoch at which its lease stops, see <see cref="TrialLease.StopAt"/>, and not to its end. A
    /// checkpoint was written where checkpoints are.</summary>
    [GenerateSerializer, Immutable, Alias("trial-paused")]
    public sealed record Paused : TrialOutcome
    {
        /// <summary>Fingerprint of the data set trained on, see <see cref="DatasetPin.Fingerprint"/>; null if it is unknown.</summary>
        [Id(0)] public string? DataFingerprint { get; init; }
    }

    /// <summary>The attempt was stopped by a request, after it wrote a checkpoint, and its lease was handed back.</summary>
    [GenerateSerializer, Immutable, Alias("trial-interrupted")]
    public sealed record Interrupted : TrialOutcome;
}

/// <summary>The figures of a finished trial, for its final weights (the restored best ones, if the spec requires it).</summary>
/// <param name="Report">The report of the epoch with these weights.</param>
/// <param name="Parameters">Number of trainable weights and biases.</param>
/// <param name="WeightsHash">SHA-256, lower-case hex, of the final weights and biases as little-endian float32, layer by
/// layer, kernel (input-major) before bias: equal hashes are equal bits.</param>
[GenerateSerializer, Immutable, Alias("final-metrics")]
public sealed record FinalMetrics(
    [property: Id(0)] EpochReport Report,
    [property: Id(1)] double TestLoss,
    [property: Id(2)] double TestAccuracy,
    [property: Id(3)] long Parameters,
    [property: Id(4)] string WeightsHash)
{
    /// <summary>The curve of a range test; null for trials that train.</summary>
    [Id(5)] public RangeTestResult? Range { get; init; }

    /// <summary>The score of the training images; null if the configuration does not ask for it.</summary>
    [Id(6)] public TrainingScore? Training { get; init; }
}
