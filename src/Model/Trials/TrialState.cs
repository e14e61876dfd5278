namespace SweepCluster.Model.Trials;

/// <summary>The state of a recorded trial. A trial that has not been started has no record.</summary>
[GenerateSerializer, Alias("trial-state")]
public enum TrialState
{
    /// <summary>Leased: running, or about to run.</summary>
    Running,

    /// <summary>Started before and to be started again: interrupted, or failed with attempts left.</summary>
    Waiting,

    Succeeded,
    Diverged,
    Failed,
    Cancelled,

    /// <summary>Trained to the epoch that its schedule asked for; waits for the decision whether it is trained further.</summary>
    Paused,

    /// <summary>Not trained to its end: the schedule's decision. It has no finished result, and never counts in means.</summary>
    Stopped,
}

/// <summary>The state of a sweep.</summary>
[GenerateSerializer, Alias("sweep-status")]
public enum SweepStatus
{
    /// <summary>The sweep has work; the claim on it shows whether a process runs it.</summary>
    Running,

    /// <summary>Paused by a user or by its wall-time limit; continues when resumed.</summary>
    Paused,
    Finished,
    Cancelled,
}
