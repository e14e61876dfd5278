using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Trials;

/// <summary>The course of one attempt of one trial, without the training itself: its epochs, reports, early stopping, checkpoints and end.
/// The trainer counts its steps in <see cref="State"/>.</summary>
public sealed class TrialCourse
{
    private static readonly TimeSpan BetweenHints = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(10);

    /// <summary>Age from which a temporary file is abandoned: no write of a checkpoint takes this long.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly TrialLease _lease;
    private readonly TrialConfiguration _configuration;
    private readonly Dataset _dataset;
    private readonly ITrialNetwork _network;
    private readonly ITrialObserver _observer;
    private readonly TimeProvider _time;
    private readonly TrialCheckpoints? _checkpoints;
    private readonly BestEpoch? _stopping;
    private readonly BestEpoch? _keeping;

    private long _lastHint;
    private long _lastCheckpoint;
    private long _lastMoment;
    private int _sharers = 1;

    // Reports of epochs that are trained again after a rewind.
    private IReadOnlyList<EpochReport> _reported = [];

    /// <param name="network">A network that is configured for the lease.</param>
    /// <param name="openCheckpoints">Opens the place that the lease names; see <see cref="ICheckpointStorage.Open"/>.</param>
    public TrialCourse(
        TrialLease lease,
        Dataset dataset,
        ITrialNetwork network,
        ITrialObserver observer,
        Func<string, ICheckpointFiles> openCheckpoints,
        TimeProvider time)
    {
        (_lease, _configuration, _dataset, _network, _observer, _time) = (lease, lease.Configuration, dataset, network, observer, time);
        ValidationCount = _configuration.Data.Split.ValidationCount(dataset.Train.Count);
        _stopping = _configuration.EarlyStopping is { } stopping ? new(stopping.Metric, stopping.MinimumDelta, stopping.IsReversed) : null;
        _keeping = _configuration.Checkpoints.Best
            ? new(_configuration.Checkpoints.BestMetric, 0, _configuration.Checkpoints.IsReversed)
            : null;
        _checkpoints = lease.CheckpointFolder is { } place
            ? new(openCheckpoints(place), lease, dataset.Fingerprint, network)
            : null;
        _lastHint = _lastCheckpoint = _lastMoment = time.GetTimestamp();
        if (_configuration.RangeTest is { } range)
            State.Range = new(range);
    }

    public TrialProgressState State { get; private set; } = new();

    /// <summary>Whether the observer requested the trial's end.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Whether no epoch is left to train.</summary>
    public bool HasEnded => !IsReplaying
        && (State.Epoch > _lease.EpochTarget || State.Range is { HasEnded: true }
            || (_stopping is not null && _stopping.Waited >= _configuration.EarlyStopping!.Patience));

    /// <summary>The first validation image among the training images.</summary>
    public int ValidationStart => _configuration.Data.Split.Kind == SplitKind.First ? 0 : _dataset.Train.Count - ValidationCount;

    /// <summary>Number of validation images; 0 without a split.</summary>
    public int ValidationCount { get; }

    private bool IsReplaying => State.Reports.Count < _reported.Count;

    private string Warning => _checkpoints?.Warning ?? "";

    private bool RestoresBest => _configuration.EarlyStopping is { RestoreBest: true };

    private long Parameters => ParameterCount.Compute(_configuration, _dataset.Train.Pixels, _dataset.Train.Classes);

    /// <summary>Loads the latest usable checkpoint, if there is one, and reports its epochs again.</summary>
    /// <exception cref="SweepException">The folder of checkpoints can't be read or changed (Environment).</exception>
    public void Resume()
    {
        _checkpoints?.DeleteAbandoned(_time.GetUtcNow() - AbandonedAfter);
        if (_checkpoints?.Read(RestoresBest) is not { } state)
            return;
        State = state;
        foreach (var report in state.Reports)
            Report(report);
    }

    /// <summary>Goes back to the last checkpoint, or to the start, with a network in its initial state. Epochs that have been reported are
    /// trained again, but not reported again: their reports stay.</summary>
    /// <exception cref="SweepException">The folder of checkpoints can't be read or changed (Environment).</exception>
    public void Rewind()
    {
        _reported = IsReplaying ? _reported : State.Reports;
        State = _checkpoints?.Read(RestoresBest) ?? new();
    }

    /// <summary>Starts counting time for this trial.</summary>
    public void BeginSeconds() => _lastMoment = _time.GetTimestamp();

    /// <summary>From now on, divides the counted time equally among a number of trials.</summary>
    public void ShareSeconds(int trials)
    {
        CountSeconds();
        _sharers = trials;
    }

    /// <summary>Adds the time since <see cref="BeginSeconds"/> to this trial.</summary>
    public void CountSeconds()
    {
        var now = _time.GetTimestamp();
        State.Seconds += _time.GetElapsedTime(_lastMoment, now).TotalSeconds / _sharers;
        _lastMoment = now;
    }

    /// <summary>Whether a progress report is due; the next one is due some time later.</summary>
    /// <param name="now">A timestamp of the course's time.</param>
    public bool HintIsDue(long now)
    {
        if (_time.GetElapsedTime(_lastHint, now) < BetweenHints)
            return false;
        _lastHint = now;
        return true;
    }

    /// <summary>Reports the trial's position within its epoch to the observer.</summary>
    public void Hint(int samplesPerEpoch, double loss, double accuracy) =>
        _observer.Progress(new(State.Epoch, State.Samples, samplesPerEpoch, loss, accuracy));

    /// <summary>Whether so much time has passed since the last checkpoint that one should be written.</summary>
    /// <param name="now">A timestamp of the course's time.</param>
    public bool CheckpointIsDue(long now) => _checkpoints is not null && _time.GetElapsedTime(_lastCheckpoint, now) >= BetweenCheckpoints;

    /// <summary>Reports the epoch in <see cref="State"/>, whose steps are all done, and begins the next.</summary>
    /// <param name="validation">The score of the validation images; default without a split.</param>
    /// <param name="penalty">The L2 penalty of the current weights.</param>
    public void CompleteEpoch(Score validation, double penalty)
    {
        CountSeconds();
        var isReplayed = IsReplaying;
        var report = isReplayed ? _reported[State.Epoch - 1] : new EpochReport(
            State.Epoch,
            State.Loss / State.Samples,
            (double)State.Correct / State.Samples,
            ValidationCount > 0 ? (validation.Loss / ValidationCount) + penalty : null,
            ValidationCount > 0 ? (double)validation.Correct / ValidationCount : null,
            State.Rate,
            State.Seconds,
            State.Samples);
        State.BeginEpoch(report);
        if (!isReplayed)
            Report(report);
        else if (RestoresBest && _stopping!.Epoch == report.Epoch)
            State.KeepBest(_network, report.Epoch);
        if (_configuration.Checkpoints.Every is > 0 and var every && report.Epoch % every == 0)
            _checkpoints?.WriteEpoch(State, report.Epoch);
        if (!HasEnded && CheckpointIsDue(_time.GetTimestamp()))
            WriteLast();
    }

    /// <summary>Reports the epoch of a range test, which may have ended within it, with the minimum of the running mean so far.</summary>
    public void CompleteRange()
    {
        CountSeconds();
        var result = State.Range!.Result();
        var report = new EpochReport(
            State.Epoch, result.MinimumLoss, (double)State.Correct / Math.Max(1, State.Samples), null, null, result.MinimumRate,
            State.Seconds, State.Samples);
        State.BeginEpoch(report);
        Report(report);
    }

    /// <summary>Writes the checkpoint from which the trial continues.</summary>
    public void WriteLast()
    {
        CountSeconds();
        _checkpoints!.WriteLast(State);
        _lastCheckpoint = _time.GetTimestamp();
    }

    /// <summary>Keeps the requested checkpoints and scores the test set; called once <see cref="HasEnded"/> is true.</summary>
    public TrialOutcome.Succeeded Finish()
    {
        if (_configuration.Checkpoints.Last)
            _checkpoints?.WriteLast(State);
        else
            _checkpoints?.RemoveLast();
        var report = State.Reports[^1];
        var stoppedEarly = report.Epoch < _lease.EpochTarget || State.Range is { HasEnded: true };
        if (RestoresBest && State.Best is { } best)
        {
            best.CopyTo(_network);
            report = State.Reports[best.Epoch - 1];
        }

        var test = _network.Evaluate(_dataset.Test, 0, _dataset.Test.Count, (float)(1 / _configuration.Data.TestScale));
        return new(
            new(
                report,
                (test.Loss / _dataset.Test.Count) + _network.Penalty(),
                (double)test.Correct / _dataset.Test.Count,
                Parameters,
                WeightSnapshot.Take(_network, report.Epoch).Hash())
            {
                Range = State.Range?.Result(),
            },
            stoppedEarly)
        {
            DataFingerprint = _dataset.Fingerprint,
            Warning = Warning,
        };
    }

    /// <summary>Ends the trial because the loss or a weight is no longer finite.</summary>
    public TrialOutcome.Diverged Diverge() => new(State.Epoch, Parameters) { Warning = Warning };

    /// <summary>Ends the trial with a checkpoint to continue from.</summary>
    public TrialOutcome.Interrupted Interrupt()
    {
        if (_checkpoints is not null)
            WriteLast();
        return new() { Warning = Warning };
    }

    // Reports to the observer, and keeps the weights if this epoch is the best.
    private void Report(EpochReport report)
    {
        if (!_observer.EpochCompleted(report))
            IsInterrupted = true;
        var current = report.Epoch == State.Epoch - 1 && State.Step == 0;
        if (_stopping?.Improves(report) == true && current && RestoresBest)
            State.KeepBest(_network, report.Epoch);
        if (_keeping?.Improves(report) == true && current)
            _checkpoints?.WriteBest(State);
    }
}
