using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Rules;

/// <summary>What a sweep with a scheduler knows beside its trials in flight: the virtual clock, the trials that wait for a decision, and
/// the figures of the open jobs. It is a value; a sweep that trains every trial to its end has none.</summary>
public sealed record SweepSchedule
{
    /// <summary>The clock, which holds the scheduler and the open jobs.</summary>
    public required VirtualClock Clock { get; init; }

    /// <summary>What decides, for people: <c>asha</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Trials that were trained to their jobs' ends and wait for a decision, by index.</summary>
    public ImmutableSortedDictionary<long, TrialRecord> Paused { get; init; } = ImmutableSortedDictionary<long, TrialRecord>.Empty;

    /// <summary>The objective's metric after the epochs of each open job that are reported so far, by trial.</summary>
    public ImmutableDictionary<long, ImmutableList<double?>> Values { get; init; } =
        ImmutableDictionary<long, ImmutableList<double?>>.Empty;

    /// <summary>Number of trials that are not trained any further.</summary>
    public long Settled { get; init; }

    /// <summary>Decisions that a new or recovered schedule has taken and the store does not hold yet, to be saved with the first
    /// batch.</summary>
    public IReadOnlyList<DecisionRecord> Unsaved { get; init; } = [];

    /// <summary>Number of open jobs that no slot is training.</summary>
    /// <param name="running">The trials in training.</param>
    public int Leasable(ImmutableSortedDictionary<long, TrialRecord> running) =>
        Clock.Unresolved.Count(open => !running.ContainsKey(open.Job.Trial));

    /// <summary>The schedule after a trial entered a state: paused ones wait here.</summary>
    internal SweepSchedule With(TrialRecord trial) => this with
    {
        Paused = trial.State == TrialState.Paused ? Paused.SetItem(trial.Trial, trial) : Paused.Remove(trial.Trial),
    };

    /// <summary>Notes the figure of an epoch. An epoch that is reported again has the same figure; epochs outside of the trial's open job
    /// were told before.</summary>
    internal SweepSchedule Report(long trial, int epoch, double? value)
    {
        if (Clock.Find(trial) is not { Job: var job } || epoch <= job.From || epoch > job.To)
            return this;
        var (known, index) = (Values.GetValueOrDefault(trial, []), epoch - job.From - 1);
        value = value is { } number && double.IsFinite(number) ? number : null;
        // Epochs come in order, so one is either the next or a repeated one.
        if (index > known.Count)
            throw new InvalidOperationException($"Epoch {epoch} of trial {trial} was reported, but the one before it was not.");
        return this with { Values = Values.SetItem(trial, index == known.Count ? known.Add(value) : known.SetItem(index, value)) };
    }

    /// <summary>Tells the clock that a trial's job has ended.</summary>
    /// <param name="ended">Whether the trial can't be trained further.</param>
    internal (SweepSchedule Schedule, IReadOnlyList<TimedDecision> Decisions) End(long trial, bool ended)
    {
        var open = Clock.Find(trial)
            ?? throw new InvalidOperationException($"Trial {trial} has no open job.");
        var step = Clock.Tell(new(open.Job, Values.GetValueOrDefault(trial, []).ToEquatableArray(), ended));
        return (this with { Clock = step.Clock, Values = Values.Remove(trial), Settled = Settled + (ended ? 1 : 0) }, step.Decisions);
    }

    /// <summary>The decision as it is stored.</summary>
    public static DecisionRecord Record(TimedDecision timed) => new(
        timed.Number, timed.Time.ToString(CultureInfo.InvariantCulture),
        timed.Decision.Kind switch
        {
            DecisionKind.Start => "start",
            DecisionKind.Promote => "promote",
            DecisionKind.Stop => "stop",
            DecisionKind.Drop => "drop",
            _ => throw new ArgumentOutOfRangeException(nameof(timed), timed.Decision.Kind, "Unknown kind."),
        },
        timed.Decision.Trial, timed.Decision.Epochs, timed.Decision.Reason);
}
