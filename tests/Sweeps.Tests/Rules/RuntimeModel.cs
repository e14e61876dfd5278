using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>A runtime reduced to what the rules require: decide, save in batches, then act. A crash loses what is not saved
/// and all slots; what the lost slots still say comes late. Chance decides what happens next.</summary>
internal sealed class RuntimeModel
{
    private const int Epochs = 3;
    private const int Slots = 3;

    private readonly SweepSpec _spec;
    private readonly Philox _chance;
    private ulong _drawn;

    // The store.
    private SweepRecord _saved;

    // This process.
    private SweepState _state;
    private readonly List<SweepEffect> _unsaved = [];
    private readonly Dictionary<long, (int Attempt, int Epoch)> _slots = [];

    // Processes that are no more.
    private readonly List<SweepEvent> _late = [];

    public RuntimeModel(SweepSpec spec, long configurations, ulong seed)
    {
        _spec = spec;
        _chance = new(seed, 0, RandomPurpose.Proposal);
        _saved = Fresh().Sweep with { Configurations = configurations, Seeds = spec.Seeds };
        _state = SweepState.Recover(_saved, spec, new(0, [], 0));
    }

    /// <summary>The store's trials and the epochs of each.</summary>
    public SortedDictionary<long, TrialRecord> Trials { get; } = [];

    public HashSet<(long Trial, int Epoch)> RecordedEpochs { get; } = [];

    public SweepRecord Sweep => _saved;

    public long TrialsInAll => _state.Trials;

    /// <summary>How often the store saw a trial succeed in a pass.</summary>
    public Dictionary<(long Trial, int Pass), int> Successes { get; } = [];

    /// <summary>How often each kind of thing happened, to see that the others were really exercised.</summary>
    public Dictionary<string, int> Happened { get; } = [];

    public int EpochTarget => Epochs + _state.Sweep.EpochBonus;

    /// <summary>One thing happens.</summary>
    public void Step()
    {
        var what = Draw(20);
        if (what < 6)
            Lease();
        else if (what < 14)
            Train();
        else if (what < 16)
            Save();
        else if (what == 16)
            Crash();
        else if (what == 17)
            ReportLate();
        else
            Request(Draw(6));
    }

    /// <summary>Nothing bad happens any more, until the sweep is finished.</summary>
    public void Finish()
    {
        Change("resume", new SweepEvent.ResumeRequested(At));
        Save();
        while (_state.IsActive)
        {
            while (_slots.Count < Slots && _state.HasWork)
                LeaseOne();
            Save();
            foreach (var trial in _slots.Keys.ToArray())
                Train(trial);
            Save();
        }
    }

    private void Lease()
    {
        if (_state.HasWork && _slots.Count < Slots)
            LeaseOne();
    }

    private void LeaseOne() => Apply(new SweepEvent.LeaseRequested(At, Previous()));

    // What is not saved yet counts too, as in a runtime that saves before it looks a trial up.
    private TrialRecord? Previous()
    {
        if (_state.Sweep.Pass == 0 || !_state.LeasesNext)
            return null;
        Save();
        return Trials.GetValueOrDefault(_state.Next) is { } trial
            ? trial with { State = trial.State == TrialState.Running ? TrialState.Waiting : trial.State }
            : null;
    }

    private void Train()
    {
        if (_slots.Count > 0)
            Train(_slots.Keys.ElementAt(Draw(_slots.Count)));
    }

    private void Train(long trial)
    {
        var (attempt, epoch) = _slots[trial];
        if (epoch < EpochTarget)
        {
            _slots[trial] = (attempt, epoch + 1);
            Apply(new SweepEvent.EpochReported(At, trial, attempt, Report(epoch + 1)));
            return;
        }

        _slots.Remove(trial);
        Apply(new SweepEvent.TrialEnded(At, trial, attempt, Outcome(trial)));
    }

    // Some trials diverge always, some fail often.
    private TrialOutcome Outcome(long trial) => (trial % 5) switch
    {
        3 => new TrialOutcome.Diverged(Epochs, 42),
        4 when Draw(2) == 0 => new TrialOutcome.Failed("bad luck"),
        _ => Succeeded,
    };

    private void Request(int change)
    {
        switch (change)
        {
            case 0:
                Change("pause", new SweepEvent.PauseRequested(At, "by chance"));
                break;
            case 1 or 2:
                Change("resume", new SweepEvent.ResumeRequested(At));
                break;
            case 3 when _saved.EpochBonus < 4:
                Change("more epochs", new SweepEvent.EpochsExtended(At, 1));
                break;
            case 4 when _saved.Seeds < 4:
                Change("more seeds", new SweepEvent.SeedsExtended(At, 1));
                break;
        }
    }

    private void Change(string name, SweepEvent change)
    {
        if (Apply(change) is null)
            Count(name);
    }

    private void Crash()
    {
        Count("crash");
        foreach (var (trial, (attempt, epoch)) in _slots)
        {
            _late.Add(new SweepEvent.EpochReported(At, trial, attempt, Report(epoch + 1, loss: 99)));
            _late.Add(new SweepEvent.TrialEnded(At, trial, attempt, new TrialOutcome.Failed("from a process that is no more")));
        }

        _slots.Clear();
        _unsaved.Clear();
        _state = SweepState.Recover(_saved, _spec, Progress());
    }

    /// <summary>What the store answers a runtime that takes the sweep up.</summary>
    private SweepProgress Progress()
    {
        var touched = Trials.Values.Where(trial => trial.Pass == _saved.Pass).ToArray();
        touched.Select(trial => trial.Trial)
            .ShouldBe(Enumerable.Range(0, touched.Length).Select(trial => (long)trial), "a pass has no holes");
        return new(
            touched.Length,
            [.. touched.Where(trial => trial.State is TrialState.Running or TrialState.Waiting)],
            Trials.Values.Count(trial => trial.State == TrialState.Failed));
    }

    private void ReportLate()
    {
        if (_late.Count == 0)
            return;
        var late = _late[Draw(_late.Count)];
        var decision = SweepRules.Apply(_state, late);
        decision.Refusal.ShouldNotBeNull($"{late} was accepted");
        Count("late");
    }

    private string? Apply(SweepEvent happened)
    {
        var decision = SweepRules.Apply(_state, happened);
        _state = decision.State;
        _unsaved.AddRange(decision.Effects);
        return decision.Refusal;
    }

    private void Save()
    {
        foreach (var effect in _unsaved)
        {
            switch (effect)
            {
                case SweepEffect.SaveTrial { Trial: var trial }:
                    Trials[trial.Trial] = trial;
                    if (trial.State == TrialState.Succeeded)
                        Successes[(trial.Trial, trial.Pass)] = Successes.GetValueOrDefault((trial.Trial, trial.Pass)) + 1;
                    break;
                case SweepEffect.SaveEpoch { Epoch: var epoch }:
                    RecordedEpochs.Add((epoch.Trial, epoch.Report.Epoch));
                    break;
                case SweepEffect.SaveSweep { Sweep: var sweep }:
                    _saved = sweep;
                    break;
            }
        }

        // Once all is saved.
        var actions = _unsaved.ToArray();
        _unsaved.Clear();
        foreach (var action in actions)
        {
            switch (action)
            {
                case SweepEffect.StartTrial { Trial: var trial }:
                    _slots.Add(trial.Trial, (trial.Attempt, 0));
                    break;
                case SweepEffect.InterruptTrial interrupt when _slots.Remove(interrupt.Trial):
                    Apply(new SweepEvent.TrialEnded(At, interrupt.Trial, interrupt.Attempt, new TrialOutcome.Interrupted()));
                    break;
            }
        }
    }

    private void Count(string name) => Happened[name] = Happened.GetValueOrDefault(name) + 1;

    private int Draw(int bound) => _chance.Below(_drawn++, bound);
}
