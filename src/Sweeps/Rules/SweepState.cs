using System.Collections.Immutable;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The state that decides about a sweep. It holds the trials in flight and a cursor, never the finished trials, so that its size
/// doesn't depend on the size of the grid.</summary>
public sealed record SweepState
{
    public required SweepRecord Sweep { get; init; }

    public required LimitsSpec Limits { get; init; }

    public required ObjectiveSpec Objective { get; init; }

    /// <summary>Index of the first trial that has not been leased in this pass.</summary>
    public required long Next { get; init; }

    /// <summary>The trials below <see cref="Next"/> that are leased, by index.</summary>
    public required ImmutableSortedDictionary<long, TrialRecord> Running { get; init; }

    /// <summary>The trials below <see cref="Next"/> that wait to be leased again, by index.</summary>
    public required ImmutableSortedDictionary<long, TrialRecord> Waiting { get; init; }

    /// <summary>Number of trials that ended as failed.</summary>
    public required long Failed { get; init; }

    /// <summary>What decides how far each trial is trained; null: every trial is trained to its end.</summary>
    public SweepSchedule? Schedule { get; init; }

    /// <summary>Total number of trials to run; with a schedule, the maximum.</summary>
    public long Trials
    {
        get
        {
            var grid = checked(Sweep.Configurations * Sweep.Seeds);
            return Limits.Trials is { } limit && limit < grid ? limit : grid;
        }
    }

    public bool IsActive => Sweep.Status == SweepStatus.Running;

    /// <summary>Whether a lease would be granted, or would at least skip a trial.</summary>
    public bool HasWork => IsActive && (Schedule is null ? NextWaiting is not null || LeasesNext : NextScheduled is not null);

    /// <summary>The trial of the open job that the next lease trains, with the epoch to train to; null if there is none, and without a
    /// schedule. Jobs come in the order of their virtual ends; suspects last, one at a time, so that each trains alone.</summary>
    public TrialRecord? NextScheduled
    {
        get
        {
            if (Schedule is null || IsIsolating)
                return null;
            TrialRecord? suspect = null;
            foreach (var open in Schedule.Clock.Unresolved)
            {
                if (Running.ContainsKey(open.Job.Trial))
                    continue;
                var trial = (Find(open.Job.Trial) ?? Create(open.Job.Trial)) with { StopAt = open.Job.To };
                if (!IsSuspect(trial))
                    return trial;
                suspect ??= trial;
            }

            return Running.IsEmpty ? suspect : null;
        }
    }

    /// <summary>The waiting trial that the next lease starts; null if none may start now. Suspects come last, one at a time, so that each
    /// trains alone.</summary>
    public TrialRecord? NextWaiting => Waiting.IsEmpty || IsIsolating || Schedule is not null
        ? null
        : FirstUnsuspected() ?? (Next >= Trials && Running.IsEmpty ? Waiting.Values.First() : null);

    /// <summary>Whether the next lease is about trial <see cref="Next"/>.</summary>
    public bool LeasesNext => Schedule is null && Next < Trials && !IsIsolating && (Waiting.IsEmpty || FirstUnsuspected() is null);

    /// <summary>Whether one more lost attempt fails the trial.</summary>
    public bool IsSuspect(TrialRecord trial) => TrialRules.IsSuspect(trial, Limits);

    /// <summary>Number of trials that have not ended in this pass, including those in flight. With a schedule, the maximum: trials that it
    /// never starts are left over, and count no more once the search is over.</summary>
    public long Unfinished => Schedule switch
    {
        null => Math.Max(0, Trials - Next) + Running.Count + Waiting.Count,
        _ when Sweep.Status is SweepStatus.Finished or SweepStatus.Cancelled => 0,
        { Clock.IsOver: true } => Running.Count + Waiting.Count,
        { Settled: var settled } => Math.Max(1, Trials - settled),
    };

    /// <summary>Number of trials that slots may lease now or later, without a further result.</summary>
    public long Leasable => Schedule?.Leasable(Running) ?? Unfinished - Running.Count;

    /// <summary>The record of a trial in flight, or of one that waits for a decision; null for any other.</summary>
    public TrialRecord? Find(long trial) =>
        Running.GetValueOrDefault(trial) ?? Waiting.GetValueOrDefault(trial) ?? Schedule?.Paused.GetValueOrDefault(trial);

    // A suspect is running: no other trial is, or may be.
    private bool IsIsolating => Running.Count == 1 && IsSuspect(Running.Values.First());

    private TrialRecord? FirstUnsuspected()
    {
        foreach (var (_, trial) in Waiting)
        {
            if (!IsSuspect(trial))
                return trial;
        }

        return null;
    }

    /// <summary>The state with this trial in the set of its own state: running, waiting, or neither.</summary>
    public SweepState With(TrialRecord trial) => this with
    {
        Running = trial.State == TrialState.Running ? Running.SetItem(trial.Trial, trial) : Running.Remove(trial.Trial),
        Waiting = trial.State == TrialState.Waiting ? Waiting.SetItem(trial.Trial, trial) : Waiting.Remove(trial.Trial),
        Schedule = Schedule?.With(trial),
    };

    /// <summary>The record of a trial that has not been leased.</summary>
    public TrialRecord Create(long trial) => new()
    {
        Trial = trial,
        Configuration = TrialNumbering.Configuration(trial, Sweep.Configurations),
        SeedIndex = TrialNumbering.SeedIndex(trial, Sweep.Configurations),
        State = TrialState.Waiting,
        Attempt = 0,
        Pass = Sweep.Pass,
        StartedAt = Sweep.CreatedAt,
    };

    /// <summary>The state with a schedule that is built from the recorded results. Trials are not leased in the order of their index then,
    /// so that those in flight are taken from the records, too.</summary>
    /// <param name="adopt">See <see cref="Recover"/>.</param>
    public SweepState WithSchedule(SweepSchedule schedule, ScheduleRecords records, bool adopt) => this with
    {
        Schedule = schedule,
        Running = records.Trials.Where(trial => adopt && trial.State == TrialState.Running)
            .ToImmutableSortedDictionary(trial => trial.Trial, trial => trial),
        Waiting = records.Trials.Where(trial => trial.State == TrialState.Waiting || (!adopt && trial.State == TrialState.Running))
            .ToImmutableSortedDictionary(trial => trial.Trial, trial => trial with { State = TrialState.Waiting }),
    };

    /// <summary>Creates the state of a sweep from its records.</summary>
    /// <param name="adopt">Whether trials recorded as running stay running: they run on slots of other processes, or their loss is still to
    /// be applied. If false, they wait.</param>
    public static SweepState Recover(SweepRecord sweep, SweepSpec spec, SweepProgress progress, bool adopt = false) => new()
    {
        Sweep = sweep,
        Limits = spec.Limits,
        Objective = spec.Objective,
        Next = progress.NextTrial,
        Running = progress.Open.Where(trial => adopt && trial.State == TrialState.Running)
            .ToImmutableSortedDictionary(trial => trial.Trial, trial => trial),
        Waiting = progress.Open.Where(trial => !adopt || trial.State != TrialState.Running)
            .ToImmutableSortedDictionary(trial => trial.Trial, trial => trial with { State = TrialState.Waiting }),
        Failed = progress.Failed,
    };
}
