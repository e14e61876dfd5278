using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>States, events and outcomes for tests of the rules, and effects as text.</summary>
internal static class RuleSamples
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly ObjectiveSpec LowestLoss = new(Metric.ValidationLoss, Goal.Minimize, ObjectiveEpoch.Last);

    /// <summary>Two configurations, two seeds, nothing started.</summary>
    public static SweepState Fresh(LimitsSpec? limits = null, ObjectiveSpec? objective = null) => new()
    {
        Sweep = new("x-1", "x", "", null, Configurations: 2, Seeds: 2, 0, 0, SweepStatus.Running, "", At, 0),
        Limits = limits ?? new(),
        Objective = objective ?? LowestLoss,
        Next = 0,
        Running = ImmutableSortedDictionary<long, TrialRecord>.Empty,
        Waiting = ImmutableSortedDictionary<long, TrialRecord>.Empty,
        Failed = 0,
    };

    /// <summary>Trial 0 runs, 1 waits after a failure, 2 has succeeded, 3 was not leased yet. Where
    /// the sweep has ended, all have.</summary>
    public static SweepState Busy(SweepStatus status, LimitsSpec? limits = null)
    {
        var state = Fresh(limits);
        for (var trial = 0; trial < 3; trial++)
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 1, 1, new TrialOutcome.Failed("bad luck")));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 2, 1, Succeeded));
        return status switch
        {
            SweepStatus.Running => state,
            SweepStatus.Paused => Accepted(state, new SweepEvent.PauseRequested(At, "by a test")),
            SweepStatus.Cancelled => Accepted(state, new SweepEvent.CancelRequested(At)),
            SweepStatus.Finished => Finished(state),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
        };
    }

    public static SweepState Finished(SweepState state)
    {
        while (state.IsActive)
        {
            foreach (var running in state.Running.Values)
                state = Accepted(state, new SweepEvent.TrialEnded(At, running.Trial, running.Attempt, Succeeded));
            if (state.IsActive)
                state = Accepted(state, new SweepEvent.LeaseRequested(At));
        }

        return state;
    }

    public static SweepState Accepted(SweepState state, SweepEvent happened)
    {
        var decision = SweepRules.Apply(state, happened);
        decision.Refusal.ShouldBeNull();
        return decision.State;
    }

    public static EpochReport Report(int epoch, double loss = 0.5) => new(epoch, loss, 0.75, loss, 0.75, 0.001, Seconds: 2, Samples: 100);

    public static FinalMetrics Final(double loss = 0.5) =>
        new(Report(3, loss), TestLoss: 0.625, TestAccuracy: 0.875, Parameters: 42, WeightsHash: "ab");

    public static readonly TrialOutcome Succeeded = new TrialOutcome.Succeeded(Final(), StoppedEarly: false);

    /// <summary>Effects in order: <c>0:Running</c> saves trial 0, <c>epoch 0:2</c> its epoch 2, <c>sweep Paused</c>,
    /// <c>event paused</c>, <c>start 0</c>, <c>interrupt 0</c>.</summary>
    public static string Text(IEnumerable<SweepEffect> effects) => string.Join(", ", effects.Select(effect => effect switch
    {
        SweepEffect.SaveTrial { Trial: var trial } => $"{trial.Trial}:{trial.State}",
        SweepEffect.SaveEpoch { Epoch: var epoch } => string.Create(
            CultureInfo.InvariantCulture, $"epoch {epoch.Trial}:{epoch.Report.Epoch}"),
        SweepEffect.SaveSweep { Sweep: var sweep } => $"sweep {sweep.Status}",
        SweepEffect.SaveEvent { Event: var noted } => $"event {noted.Kind}",
        SweepEffect.SaveDecision { Decision: var taken } => $"{taken.Kind} {taken.Trial}",
        SweepEffect.StartTrial { Trial: var trial } => $"start {trial.Trial}",
        SweepEffect.InterruptTrial { Trial: var trial } => $"interrupt {trial}",
        _ => throw new ArgumentOutOfRangeException(nameof(effects), effect, "Unknown effect."),
    }));
}
