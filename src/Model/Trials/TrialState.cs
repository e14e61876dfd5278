namespace SweepCluster.Model.Trials;

/// <summary>Where a recorded trial is. A trial that has not been started has no record.</summary>
[GenerateSerializer, Alias("trial-state")]
public enum TrialState
{
    /// <summary>Leased: running, or about to.</summary>
    Running,

    /// <summary>Started before and to be started again: interrupted, or failed with attempts left.</summary>
    Waiting,

    Succeeded,
    Diverged,
    Failed,
    Cancelled,
}

/// <summary>Where a sweep is.</summary>
[GenerateSerializer, Alias("sweep-status")]
public enum SweepStatus
{
    /// <summary>Has work; whether a process is at it, the claim on it tells.</summary>
    Running,

    /// <summary>Paused by a user or by its wall-time limit; goes on when resumed.</summary>
    Paused,
    Finished,
    Cancelled,
}
