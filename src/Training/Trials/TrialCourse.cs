using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Trials;

/// <summary>The course of one attempt of one trial, beside the training itself: its epochs, reports, early stopping, checkpoints and end.
/// Whatever trains the network counts its steps in <see cref="State"/>.</summary>
public sealed class TrialCourse
{
    private static readonly TimeSpan BetweenHints = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(10);

    /// <summary>No write of a checkpoint takes this long.</summary>
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
    private IReadOnlyList<EpochReport> _heard = [];

    /// <param name="network">Configured for the lease.</param>
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

    /// <summary>Whether the observer asked for an end.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Whether no epoch is left to train.</summary>
    public bool HasEnded => !IsReplaying
        && (State.Epoch > _lease.EpochTarget || State.Range is { HasEnded: true }
            || (_stopping is not null && _stopping.Waited >= _configuration.EarlyStopping!.Patience));

    /// <summary>The first validation image among the training images.</summary>
    public int ValidationStart => _configuration.Data.Split.Kind == SplitKind.First ? 0 : _dataset.Train.Count - ValidationCount;

    /// <summary>Validation images; 0 without a split.</summary>
    public int ValidationCount { get; }

    private bool IsReplaying => State.Reports.Count < _heard.Count;

    private string Warning => _checkpoints?.Warning ?? "";

    private bool RestoresBest => _configuration.EarlyStopping is { RestoreBest: true };

    private long Parameters => ParameterCount.Compute(_configuration, _dataset.Train.Pixels, _dataset.Train.Classes);

    /// <summary>Takes up the latest usable checkpoint, if there is one, and reports its epochs again.</summary>
    /// <exception cref="SweepException">The folder of checkpoints can't be read or changed (Environment).</exception>
    public void Resume()
    {
        _checkpoints?.DeleteAbandoned(_time.GetUtcNow() - AbandonedAfter);
        if (_checkpoints?.Read(RestoresBest) is not { } state)
            return;
        State = state;
        foreach (var report in state.Reports)
            Hear(report);
    }

    /// <summary>Goes back to the last checkpoint, or to the start, with a network that is as at its start. Epochs that have been reported
    /// are trained again, but not reported again: their reports stand.</summary>
    /// <exception cref="SweepException">The folder of checkpoints can't be read or changed (Environment).</exception>
    public void Rewind()
    {
        _heard = IsReplaying ? _heard : State.Reports;
        State = _checkpoints?.Read(RestoresBest) ?? new();
    }

    /// <summary>Time from here on is this trial's.</summary>
    public void BeginSeconds() => _lastMoment = _time.GetTimestamp();

    /// <summary>Time from here on belongs to so many trials in equal parts.</summary>
    public void ShareSeconds(int trials)
    {
        CountSeconds();
        _sharers = trials;
    }

    /// <summary>Time since <see cref="BeginSeconds"/> was this trial's.</summary>
    public void CountSeconds()
    {
        var now = _time.GetTimestamp();
        State.Seconds += _time.GetElapsedTime(_lastMoment, now).TotalSeconds / _sharers;
        _lastMoment = now;
    }

    /// <summary>Whether a hint is due; then the next one is due a while later.</summary>
    /// <param name="now">A timestamp of the course's time.</param>
    public bool HintIsDue(long now)
    {
        if (_time.GetElapsedTime(_lastHint, now) < BetweenHints)
            return false;
        _lastHint = now;
        return true;
    }

    /// <summary>Tells the observer where the trial is within its epoch.</summary>
    public void Hint(int samplesPerEpoch, double loss, double accuracy) =>
        _observer.Progress(new(State.Epoch, State.Samples, samplesPerEpoch, loss, accuracy));

    /// <summary>Whether so much time has passed since the last checkpoint that one should be written.</summary>
    /// <param name="now">A timestamp of the course's time.</param>
    public bool CheckpointIsDue(long now) => _checkpoints is not null && _time.GetElapsedTime(_lastCheckpoint, now) >= BetweenCheckpoints;

    /// <summary>Reports the epoch in <see cref="State"/>, whose steps are all done, and goes on to the next.</summary>
    /// <param name="validation">What the validation images score; default without a split.</param>
    /// <param name="penalty">The L2 penalty of the weights as they are.</param>
    public void CompleteEpoch(Score validation, double penalty)
    {
        CountSeconds();
        var isReplayed = IsReplaying;
        var report = isReplayed ? _heard[State.Epoch - 1] : new EpochReport(
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
            Hear(report);
        else if (RestoresBest && _stopping!.Epoch == report.Epoch)
            State.KeepBest(_network, report.Epoch);
        if (_configuration.Checkpoints.Every is > 0 and var every && report.Epoch % every == 0)
            _checkpoints?.WriteEpoch(State, report.Epoch);
        if (!HasEnded && CheckpointIsDue(_time.GetTimestamp()))
            WriteLast();
    }

    /// <summary>Reports the epoch of a range test, which may have ended within it, by the minimum of the running mean so far.</summary>
    public void CompleteRange()
    {
        CountSeconds();
        var result = State.Range!.Result();
        var report = new EpochReport(
            State.Epoch, result.MinimumLoss, (double)State.Correct / Math.Max(1, State.Samples), null, null, result.MinimumRate,
            State.Seconds, State.Samples);
        State.BeginEpoch(report);
        Hear(report);
    }

    /// <summary>Writes the checkpoint that the trial goes on from.</summary>
    public void WriteLast()
    {
        CountSeconds();
        _checkpoints!.WriteLast(State);
        _lastCheckpoint = _time.GetTimestamp();
    }

    /// <summary>Once it <see cref="HasEnded"/>: leaves the checkpoints asked for and scores the test set.</summary>
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

    /// <summary>The loss or a weight is no longer finite.</summary>
    public TrialOutcome.Diverged Diverge() => new(State.Epoch, Parameters) { Warning = Warning };

    /// <summary>Leaves a checkpoint to go on from.</summary>
    public TrialOutcome.Interrupted Interrupt()
    {
        if (_checkpoints is not null)
            WriteLast();
        return new() { Warning = Warning };
    }

    // Tells the observer, and keeps the weights where this epoch is the best.
    private void Hear(EpochReport report)
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
