using SweepCluster.Contracts;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>One attempt of one trial, which can be advanced a few minibatches at a time.</summary>
internal sealed class TrialRun
{
    private static readonly TimeSpan BetweenHints = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(10);

    private readonly TrialLease _lease;
    private readonly TrialConfiguration _configuration;
    private readonly Dataset _dataset;
    private readonly MinibatchFeed _feed;
    private readonly Network _network;
    private readonly ITrialObserver _observer;
    private readonly TimeProvider _time;
    private readonly TrialCheckpoints? _checkpoints;
    private readonly BestEpoch? _stopping;
    private readonly BestEpoch? _keeping;
    private readonly int _validationCount;

    private TrialProgressState _state;
    private long _lastHint;
    private long _lastCheckpoint;
    private long _lastMoment;
    private bool _interrupted;

    public TrialRun(
        TrialLease lease, Dataset dataset, MinibatchFeed feed, Network network, ITrialObserver observer, TimeProvider time)
    {
        (_lease, _configuration, _dataset, _feed, _network, _observer, _time) = (lease, lease.Configuration, dataset, feed, network, observer, time);
        _validationCount = _configuration.Data.Split.ValidationCount(dataset.Train.Count);
        _stopping = _configuration.EarlyStopping is { } stopping ? new(stopping.Metric, stopping.MinimumDelta) : null;
        _keeping = _configuration.Checkpoints.Best ? new(_configuration.Checkpoints.BestMetric, 0) : null;
        _checkpoints = lease.CheckpointFolder is { } folder ? new(folder, lease, dataset.Fingerprint, network) : null;
        network.Configure(_configuration, lease.Seed, lease.Repeat);
        _state = new();
        _lastHint = _lastCheckpoint = _lastMoment = time.GetTimestamp();
    }

    private bool RestoresBest => _configuration.EarlyStopping is { RestoreBest: true };

    private bool HasEnded => _state.Epoch > _lease.EpochTarget || (_stopping is not null && _stopping.Waited >= _configuration.EarlyStopping!.Patience);

    /// <summary>Takes up the last checkpoint, if there is one, and reports its epochs again.</summary>
    /// <exception cref="SweepException">The checkpoint is damaged, or of another trial.</exception>
    public void Resume()
    {
        if (_checkpoints?.ReadLast(RestoresBest) is not { } state)
            return;
        _state = state;
        foreach (var report in state.Reports)
            Hear(report);
    }

    /// <summary>Trains so many minibatches, or to the end. Null: there is more to do.</summary>
    public TrialOutcome? Advance(int minibatches, CancellationToken stop)
    {
        _lastMoment = _time.GetTimestamp();
        for (; minibatches > 0 && !HasEnded; minibatches--)
        {
            if (stop.IsCancellationRequested || _interrupted)
                return Interrupt();
            if (!TrainMinibatch())
                return Diverge();
            if (_state.Step == _feed.StepsPerEpoch && CompleteEpoch() is { } outcome)
                return outcome;
        }

        CountSeconds();
        return HasEnded ? Finish() : null;
    }

    private bool TrainMinibatch()
    {
        var batch = _feed.At(_state.Epoch, _state.Step);
        var penalty = _network.Penalty();
        var total = ((long)(_state.Epoch - 1) * _feed.StepsPerEpoch) + _state.Step;
        _state.Rate = LearningRate.At(_configuration, total, _feed.StepsPerEpoch);
        var score = _network.Train(batch, total + 1, _state.Rate);
        _state.Step++;
        _state.Samples += batch.Rows;
        _state.Loss += score.Loss + (penalty * batch.Rows);
        _state.Correct += score.Correct;
        if (!double.IsFinite(_state.Loss))
            return false;
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_lastHint, now) >= BetweenHints)
        {
            _lastHint = now;
            _observer.Progress(new(
                _state.Epoch, _state.Samples, _feed.SamplesPerEpoch, _state.Loss / _state.Samples, (double)_state.Correct / _state.Samples));
        }

        if (_checkpoints is not null && _state.Step < _feed.StepsPerEpoch && _time.GetElapsedTime(_lastCheckpoint, now) >= BetweenCheckpoints)
            WriteLast();
        return true;
    }

    private TrialOutcome.Diverged? CompleteEpoch()
    {
        var validation = _validationCount > 0 ? EvaluateValidation() : default;
        var penalty = _network.Penalty();
        if (!_network.WeightsAreFinite() || !double.IsFinite(validation.Loss) || !double.IsFinite(penalty))
            return Diverge();
        CountSeconds();
        var report = new EpochReport(
            _state.Epoch,
            _state.Loss / _state.Samples,
            (double)_state.Correct / _state.Samples,
            _validationCount > 0 ? (validation.Loss / _validationCount) + penalty : null,
            _validationCount > 0 ? (double)validation.Correct / _validationCount : null,
            _state.Rate,
            _state.Seconds,
            _state.Samples);
        _state.BeginEpoch(report);
        Hear(report);
        if (_configuration.Checkpoints.Every is > 0 and var every && report.Epoch % every == 0)
            _checkpoints?.WriteEpoch(_state, report.Epoch);
        if (!HasEnded && _checkpoints is not null && _time.GetElapsedTime(_lastCheckpoint) >= BetweenCheckpoints)
            WriteLast();
        return null;
    }

    // Tells the observer, and keeps the weights where this epoch is the best.
    private void Hear(EpochReport report)
    {
        if (!_observer.EpochCompleted(report))
            _interrupted = true;
        var current = report.Epoch == _state.Epoch - 1 && _state.Step == 0;
        if (_stopping?.Improves(report) == true && current && RestoresBest)
            _state.KeepBest(_network, report.Epoch);
        if (_keeping?.Improves(report) == true && current)
            _checkpoints?.WriteBest(_state);
    }

    private Score EvaluateValidation()
    {
        var split = _configuration.Data.Split;
        var first = split.Kind == SplitKind.First ? 0 : _dataset.Train.Count - _validationCount;
        return _network.Evaluate(_dataset.Train, first, _validationCount, (float)(1 / _configuration.Data.Scale));
    }

    private TrialOutcome.Succeeded Finish()
    {
        WriteLastOrRemove();
        var report = _state.Reports[^1];
        var stoppedEarly = report.Epoch < _lease.EpochTarget;
        if (RestoresBest && _state.Best is { } best)
        {
            best.CopyTo(_network);
            report = _state.Reports[best.Epoch - 1];
        }

        var test = _network.Evaluate(_dataset.Test, 0, _dataset.Test.Count, (float)(1 / _configuration.Data.TestScale));
        return new(
            new(
                report,
                (test.Loss / _dataset.Test.Count) + _network.Penalty(),
                (double)test.Correct / _dataset.Test.Count,
                Parameters,
                WeightSnapshot.Take(_network, report.Epoch).Hash()),
            stoppedEarly);
    }

    private long Parameters => ParameterCount.Of(_configuration, _dataset.Train.Pixels, _dataset.Train.Classes);

    private TrialOutcome.Diverged Diverge() => new(_state.Epoch, Parameters);

    private TrialOutcome.Interrupted Interrupt()
    {
        CountSeconds();
        if (_checkpoints is not null)
            WriteLast();
        return new();
    }

    private void WriteLast()
    {
        CountSeconds();
        _checkpoints!.WriteLast(_state);
        _lastCheckpoint = _time.GetTimestamp();
    }

    private void WriteLastOrRemove()
    {
        if (_configuration.Checkpoints.Last)
            _checkpoints?.WriteLast(_state);
        else
            _checkpoints?.RemoveLast();
    }

    private void CountSeconds()
    {
        var now = _time.GetTimestamp();
        _state.Seconds += _time.GetElapsedTime(_lastMoment, now).TotalSeconds;
        _lastMoment = now;
    }
}
