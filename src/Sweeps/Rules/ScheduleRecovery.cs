using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The recorded results from which a schedule is built again.</summary>
/// <param name="Trials">Every recorded trial.</param>
/// <param name="Values">The objective's metric after each recorded epoch, from the first, by trial; null where it is not finite.</param>
/// <param name="Decisions">The recorded decisions, by number.</param>
public sealed record ScheduleRecords(
    IReadOnlyList<TrialRecord> Trials, IReadOnlyDictionary<long, IReadOnlyList<double?>> Values, IReadOnlyList<DecisionRecord> Decisions)
{
    /// <summary>The records of a sweep that has just been submitted.</summary>
    public static ScheduleRecords None { get; } = new([], new Dictionary<long, IReadOnlyList<double?>>(), []);
}

/// <summary>Takes a schedule's decisions again from the recorded results alone. They are the same ones, because the virtual clock orders
/// the results by their costs and not by the moments at which they came.</summary>
public static class ScheduleRecovery
{
    /// <summary>The schedule of a sweep as of its recorded results.</summary>
    /// <param name="start">The schedule's clock at its start.</param>
    /// <param name="name">See <see cref="SweepSchedule.Name"/>.</param>
    /// <exception cref="SweepException">The results lead to other decisions than those recorded (Environment).</exception>
    public static SweepSchedule Recover(ClockStep start, string name, string sweepId, ScheduleRecords records)
    {
        var (clock, decisions) = Replay(start, records);
        if (FirstDifference(decisions, records.Decisions) is { } different)
        {
            throw new SweepException(
                $"{sweepId} can't be continued: decision {different.Number} of its schedule is recorded as '{Text(different)}', but this "
                + $"version decides otherwise. Use the version that submitted the sweep; `./sweep verify {sweepId}` shows both.",
                SweepErrorKind.Environment);
        }

        return new()
        {
            Clock = clock,
            Name = name,
            Paused = records.Trials.Where(trial => trial.State == TrialState.Paused)
                .ToImmutableSortedDictionary(trial => trial.Trial, trial => trial),
            Values = clock.Unresolved.Where(open => records.Values.ContainsKey(open.Job.Trial))
                .ToImmutableDictionary(open => open.Job.Trial, open => Values(open.Job, records).ToImmutableList()),
            Settled = records.Trials.Count(trial => IsSettled(trial.State)),
            Unsaved = [.. decisions.Skip(records.Decisions.Count)],
        };
    }

    /// <summary>The clock once it has been told every recorded result, and the decisions taken on the way.</summary>
    public static (VirtualClock Clock, IReadOnlyList<DecisionRecord> Decisions) Replay(ClockStep start, ScheduleRecords records)
    {
        var trials = records.Trials.ToDictionary(trial => trial.Trial);
        var decisions = start.Decisions.Select(SweepSchedule.Record).ToList();
        var step = start;
        while (true)
        {
            var result = step.Clock.Unresolved
                .Select(open => trials.TryGetValue(open.Job.Trial, out var trial) ? Result(open.Job, trial, records) : null)
                .FirstOrDefault(known => known is not null);
            if (result is null)
                return (step.Clock, decisions);
            step = step.Clock.Tell(result);
            decisions.AddRange(step.Decisions.Select(SweepSchedule.Record));
        }
    }

    /// <summary>The first recorded decision that differs from the one taken again; null if all are the same.</summary>
    public static DecisionRecord? FirstDifference(IReadOnlyList<DecisionRecord> replayed, IReadOnlyList<DecisionRecord> recorded)
    {
        for (var index = 0; index < recorded.Count; index++)
        {
            if (index >= replayed.Count || replayed[index] != recorded[index])
                return recorded[index];
        }

        return null;
    }

    /// <summary>A decision in words.</summary>
    public static string Text(DecisionRecord decision) => string.Create(
        CultureInfo.InvariantCulture,
        $"{decision.Kind} trial {decision.Trial} at {decision.Epochs} epochs, virtual time {decision.Time}: {decision.Reason}");

    // A job has ended if the trial was leased for a later one, or has left the state of training.
    private static JobResult? Result(Job job, TrialRecord trial, ScheduleRecords records)
    {
        if (trial.StopAt > job.To)
            return new(job, Values(job, records), Ended: false);
        if (trial.StopAt != job.To)
            return null;
        return trial.State switch
        {
            TrialState.Paused or TrialState.Stopped => new(job, Values(job, records), Ended: false),
            TrialState.Succeeded or TrialState.Diverged or TrialState.Failed => new(job, Values(job, records), Ended: true),
            TrialState.Running or TrialState.Waiting or TrialState.Cancelled => null,
            _ => throw new ArgumentOutOfRangeException(nameof(trial), trial.State, "Unknown state."),
        };
    }

    private static bool IsSettled(TrialState state) =>
        state is TrialState.Succeeded or TrialState.Diverged or TrialState.Failed or TrialState.Stopped or TrialState.Cancelled;

    private static EquatableArray<double?> Values(Job job, ScheduleRecords records) =>
        records.Values.GetValueOrDefault(job.Trial, []).Skip(job.From).Take(job.To - job.From).ToEquatableArray();
}
