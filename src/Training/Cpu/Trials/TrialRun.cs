using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>One attempt of one trial on the CPU, which can be advanced a few minibatches at a time.</summary>
internal sealed class TrialRun
{
    private readonly TrialConfiguration _configuration;
    private readonly Dataset _dataset;
    private readonly MinibatchFeed _feed;
    private readonly Network _network;
    private readonly TimeProvider _time;
    private readonly TrialCourse _course;

    public TrialRun(
        TrialLease lease,
        Dataset dataset,
        MinibatchFeed feed,
        Network network,
        ITrialObserver observer,
        Func<string, ICheckpointFiles> openCheckpoints,
        TimeProvider time)
    {
        (_configuration, _dataset, _feed, _network, _time) = (lease.Configuration, dataset, feed, network, time);
        network.Configure(_configuration, lease.Seed, lease.SeedIndex);
        _course = new(lease, dataset, network, observer, openCheckpoints, time);
    }

    /// <summary>Number of minibatches of the whole trial that are done.</summary>
    public long Position => ((long)(_course.State.Epoch - 1) * _feed.StepsPerEpoch) + _course.State.Step;

    /// <summary>See <see cref="TrialCourse.Resume"/>.</summary>
    public void Resume() => _course.Resume();

    /// <summary>Trains a number of minibatches, or to the end. Null if there is more to do. With 0 minibatches it only checks whether the
    /// trial has ended or is to stop.</summary>
    public TrialOutcome? Advance(int minibatches, CancellationToken stop)
    {
        _course.BeginSeconds();
        for (; !_course.HasEnded; minibatches--)
        {
            if (stop.IsCancellationRequested || _course.IsInterrupted)
                return _course.Interrupt();
            if (minibatches <= 0)
            {
                _course.CountSeconds();
                return null;
            }

            if (!TrainMinibatch())
                return _course.Diverge();
            if ((_course.State.Step == _feed.StepsPerEpoch || _course.State.Range is { HasEnded: true }) && !CompleteEpoch())
                return _course.Diverge();
        }

        _course.CountSeconds();
        return _course.Finish();
    }

    /// <summary>Adds time spent for this trial outside of <see cref="Advance"/> to its current epoch.</summary>
    public void Charge(double seconds) => _course.State.Seconds += seconds;

    private bool TrainMinibatch()
    {
        var state = _course.State;
        var batch = _feed.At(state.Epoch, state.Step);
        var penalty = _network.Penalty();
        var position = Position;
        state.Rate = LearningRate.AtStep(_configuration, position, _feed.StepsPerEpoch);
        var score = _network.Train(batch, position + 1, state.Rate);
        if (state.Range is { } range && !double.IsFinite(score.Loss + penalty))
        {
            // The test ends here; without a single loss before it there is no result.
            range.Diverge();
            return range.Losses.Count > 0;
        }

        state.Step++;
        state.Samples += batch.Rows;
        state.Loss += score.Loss + (penalty * batch.Rows);
        state.Correct += score.Correct;
        if (!double.IsFinite(state.Loss))
            return false;
        state.Range?.Add((score.Loss / batch.Rows) + penalty, state.Loss / state.Samples);
        var now = _time.GetTimestamp();
        if (_course.HintIsDue(now))
            _course.Hint(_feed.SamplesPerEpoch, state.Loss / state.Samples, (double)state.Correct / state.Samples);
        if (state.Step < _feed.StepsPerEpoch && _course.CheckpointIsDue(now))
            _course.WriteLast();
        return true;
    }

    private bool CompleteEpoch()
    {
        if (_course.State.Range is not null)
        {
            // The weights of a range test don't matter, and may be anything by now.
            _course.CompleteRange();
            return true;
        }

        var validation = _course.ValidationCount > 0
            ? _network.Evaluate(_dataset.Train, _course.ValidationStart, _course.ValidationCount, (float)(1 / _configuration.Data.Scale))
            : default;
        var penalty = _network.Penalty();
        if (!_network.WeightsAreFinite() || !double.IsFinite(validation.Loss) || !double.IsFinite(penalty))
            return false;
        _course.CompleteEpoch(validation, penalty);
        return true;
    }
}
