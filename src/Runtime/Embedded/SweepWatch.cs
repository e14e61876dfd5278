using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Runtime.Embedded;

/// <summary>Reads snapshots of a sweep that this process doesn't run, from the store.</summary>
public static class SweepWatch
{
    /// <summary>A snapshot of the recorded state. The process that runs the sweep saves its progress a few times a second.</summary>
    public static async Task<SweepSnapshot> ReadAsync(
        IResultReader store, SweepRecord sweep, SweepSpec spec, bool isHeld, CancellationToken cancellation)
    {
        var counts = await store.CountTrialsAsync(sweep.Id, cancellation);
        var progress = await store.LoadProgressAsync(sweep.Id, sweep.Pass, cancellation);
        var state = SweepState.Recover(sweep, spec, progress);
        var description = new TrialDescription(spec, sweep.Id, checkpointRoot: null);
        RunningTrial[] running = isHeld
            ? [.. progress.Open.Where(trial => trial.State == TrialState.Running)
                .Select((trial, slot) => Recorded(trial, slot, description.Describe(trial, sweep)))]
            : [];
        // What a schedule decides on the way can't be estimated.
        return new(sweep, state.Trials, counts, running, isHeld && !spec.IsScheduled ? Remaining(state, progress, running) : null);
    }

    // The recorded time is of all passes, and what was done in the latest one alone is not recorded.
    private static TimeSpan? Remaining(SweepState state, SweepProgress progress, RunningTrial[] running)
    {
        if (state.Sweep.Pass > 0)
            return null;
        // Recovered, the running trials wait.
        var onSlots = running.Select(trial => trial.Trial).ToHashSet();
        TrialRecord[] waiting = [.. state.Waiting.Values.Where(trial => !onSlots.Contains(trial.Trial))];
        return RemainingTime.Estimate(
            new(state.Unfinished, waiting.Length, waiting.Sum(trial => (long)trial.EpochsTrained)),
            new(progress.NextTrial - progress.Open.Count),
            running,
            TimeSpan.FromSeconds(state.Sweep.RunSeconds));
    }

    private static RunningTrial Recorded(TrialRecord trial, int slot, TrialLease lease)
    {
        var last = trial.Latest;
        var progress = last is null
            ? default
            : new TrialProgress(last.Epoch, last.Samples, last.Samples, last.TrainLoss, last.TrainAccuracy);
        var rate = last is { Seconds: > 0 } ? last.Samples / last.Seconds : 0;
        return new(slot, trial.Trial, trial.Attempt, lease.EpochTarget, progress, rate);
    }
}
