using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Running;

/// <summary>A sweep's decided state, and the decisions that are not saved yet. Several records of the same trial are saved as its
/// latest.</summary>
/// <param name="decided">Called with each event and the decision on it, so that a host can log it; null if it is not needed.</param>
public sealed class SweepLedger(SweepState state, TrialCounts counts, Action<SweepEvent, SweepDecision>? decided = null)
{
    private readonly Dictionary<string, KeyUse> _used = new(StringComparer.Ordinal);
    private List<EpochRecord> _epochs = [];
    private List<EventRecord> _events = [];
    private Dictionary<long, TrialRecord> _trials = [];
    private List<SweepEffect> _actions = [];
    private List<KeyUse> _keys = [];
    private List<DecisionRecord> _decisions = [.. state.Schedule?.Unsaved ?? []];
    private bool _sweepChanged;

    public SweepState State { get; private set; } = state;

    /// <summary>Counts of what was decided since the ledger was opened.</summary>
    public TrialTally Tally { get; private set; }

    /// <summary>Number of trials to start after the next save.</summary>
    public int Starting { get; private set; }

    public bool HasChanges => _sweepChanged || _trials.Count > 0 || _epochs.Count > 0 || _events.Count > 0 || _actions.Count > 0
        || _keys.Count > 0 || _decisions.Count > 0;

    /// <summary>Whether the record of the sweep itself is to be saved.</summary>
    public bool HasSweepChange => _sweepChanged;

    /// <summary>Applies an event; returns the refusal, or null.</summary>
    public string? Apply(SweepEvent happened)
    {
        var before = State;
        var decision = SweepRules.Apply(before, happened);
        State = decision.State;
        decided?.Invoke(happened, decision);
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case SweepEffect.SaveTrial { Trial: var trial }:
                    counts.Move(StateBefore(before, happened, trial.Trial), trial.State);
                    _trials[trial.Trial] = trial;
                    if (happened is SweepEvent.TrialEnded ended && ended.Trial == trial.Trial)
                        Count(trial.State, ended);
                    break;
                case SweepEffect.SaveEpoch epoch:
                    _epochs.Add(epoch.Epoch);
                    Tally = Tally with { Epochs = Tally.Epochs + 1, Samples = Tally.Samples + epoch.Epoch.Report.Samples };
                    break;
                case SweepEffect.SaveEvent noted:
                    _events.Add(noted.Event);
                    break;
                case SweepEffect.SaveDecision taken:
                    _decisions.Add(taken.Decision);
                    break;
                case SweepEffect.SaveSweep:
                    _sweepChanged = true;
                    break;
                case SweepEffect.StartTrial:
                    Starting++;
                    Tally = Tally with { Started = Tally.Started + 1 };
                    _actions.Add(effect);
                    break;
                case SweepEffect.InterruptTrial:
                    _actions.Add(effect);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(happened), effect, "Unknown effect.");
            }
        }

        return decision.Refusal;
    }

    /// <summary>Applies a lease request. Returns the trial to start after the next save; null if the lease was refused or an ended trial
    /// was skipped.</summary>
    /// <param name="previous">See <see cref="SweepEvent.LeaseRequested"/>.</param>
    public TrialRecord? Lease(DateTimeOffset at, TrialRecord? previous)
    {
        var starting = Starting;
        Apply(new SweepEvent.LeaseRequested(at, previous));
        return Starting > starting ? ((SweepEffect.StartTrial)_actions[^1]).Trial : null;
    }

    public void Note(EventRecord noted) => _events.Add(noted);

    /// <summary>Whether a change with this key has been made since the ledger was opened; it may not be saved yet. The store has the
    /// earlier ones, see <see cref="RepeatedRequests"/>.</summary>
    /// <exception cref="KeyReusedException">The key was used for another change.</exception>
    public bool IsRepeated(RequestKey key, DateTimeOffset at)
    {
        if (!_used.TryGetValue(key.Value, out var use) || use.IsExpired(at))
            return false;
        use.Check(key);
        return true;
    }

    /// <summary>Notes the key of a change that has just been made, to be saved with it.</summary>
    public void Use(RequestKey key, DateTimeOffset at)
    {
        var use = new KeyUse(key, State.Sweep.Id, at);
        _keys.Add(use);
        _used[key.Value] = use;
    }

    /// <summary>Notes the time spent running, in seconds, to be saved with the next batch.</summary>
    public void Spend(double runSeconds)
    {
        State = State with { Sweep = State.Sweep with { RunSeconds = runSeconds } };
        _sweepChanged = true;
    }

    /// <summary>Pins the data set of a sweep without one, for the next batch.</summary>
    public void Pin(DatasetPin data)
    {
        if (State.Sweep.Data?.Fingerprint is not null)
            return;
        State = State with { Sweep = State.Sweep with { Data = data } };
        _sweepChanged = true;
    }

    /// <summary>Takes everything decided so far, to be saved as one batch, and the actions to carry out afterwards. A ledger whose batch
    /// could not be saved must be dropped: its state is ahead of the store.</summary>
    public (StoreBatch Batch, IReadOnlyList<SweepEffect> Actions) TakeBatch()
    {
        var batch = new StoreBatch(_sweepChanged ? State.Sweep : null, _trials.Values, _epochs, _events)
        {
            Keys = _keys,
            Decisions = _decisions,
        };
        var taken = (batch, _actions);
        (_trials, _epochs, _events, _actions) = ([], [], [], []);
        (_keys, _decisions) = ([], []);
        _sweepChanged = false;
        Starting = 0;
        return taken;
    }

    /// <summary>Number of trials by state as of the latest decision.</summary>
    public IReadOnlyDictionary<TrialState, long> CopyCounts() => counts.Copy();

    private void Count(TrialState state, SweepEvent.TrialEnded ended)
    {
        var before = Tally.Ended;
        Tally = Counted(state, ended.Outcome);
        if (Tally.Ended > before)
            Tally = Tally with { RestoredShares = Tally.RestoredShares + ended.RestoredShare };
    }

    private TrialTally Counted(TrialState state, TrialOutcome outcome) => state switch
    {
        // The earlier result stays if an attempt to train the trial further fails.
        TrialState.Diverged or TrialState.Succeeded when outcome is TrialOutcome.Diverged => Tally with { Diverged = Tally.Diverged + 1 },
        TrialState.Failed or TrialState.Succeeded when outcome is TrialOutcome.Failed or TrialOutcome.Lost =>
            Tally with { Failed = Tally.Failed + 1 },
        TrialState.Succeeded => Tally with { Succeeded = Tally.Succeeded + 1 },
        TrialState.Failed => Tally with { Failed = Tally.Failed + 1 },
        TrialState.Waiting when outcome is TrialOutcome.Failed or TrialOutcome.Lost => Tally with { Retried = Tally.Retried + 1 },
        _ => Tally,
    };

    private static TrialState? StateBefore(SweepState before, SweepEvent happened, long trial) =>
        before.Find(trial)?.State ?? happened switch
        {
            SweepEvent.LeaseRequested { Previous: { } previous } => previous.State,
            SweepEvent.RetryRequested retry => retry.Trials.First(retried => retried.Trial == trial).State,
            _ => null,
        };
}
