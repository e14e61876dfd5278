using System.Collections.Immutable;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>All that decides about a sweep. It holds the trials in flight and a cursor, never the finished trials, so that its
/// size doesn't depend on the size of the grid.</summary>
public sealed record SweepState
{
    public required SweepRecord Sweep { get; init; }

    public required LimitsSpec Limits { get; init; }

    public required ObjectiveSpec Objective { get; init; }

    /// <summary>The first trial not leased yet in this pass.</summary>
    public required long Next { get; init; }

    /// <summary>The trials below <see cref="Next"/> that are running or waiting, by index.</summary>
    public required ImmutableSortedDictionary<long, TrialRecord> Open { get; init; }

    /// <summary>Trials that ended as failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Trials to run in all.</summary>
    public long Trials
    {
        get
        {
            var grid = checked(Sweep.Configurations * Sweep.Repeats);
            return Limits.Trials is { } limit && limit < grid ? limit : grid;
        }
    }

    public bool IsActive => Sweep.Status == SweepStatus.Running;

    public bool HasWork => IsActive && (Next < Trials || Open.Values.Any(trial => trial.State == TrialState.Waiting));

    public int RunningCount => Open.Values.Count(trial => trial.State == TrialState.Running);

    /// <summary>The state of a sweep that no process is running: a trial recorded as running was cut off, and waits.</summary>
    public static SweepState Recover(SweepRecord sweep, SweepSpec spec, SweepProgress progress) => new()
    {
        Sweep = sweep,
        Limits = spec.Limits,
        Objective = spec.Objective,
        Next = progress.NextTrial,
        Open = progress.Open.ToImmutableSortedDictionary(trial => trial.Trial, trial => trial with { State = TrialState.Waiting }),
        Failed = progress.Failed,
    };
}
