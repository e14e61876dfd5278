using SweepCluster.Training.Data;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Torch.Optimizers;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>Trials that step together. All are at the same step of their epochs, though not of the same epoch. A step launches work and
/// waits for nothing: scores stay on the device until they are read.</summary>
internal sealed class TrialStack : IDisposable
{
    private const int EvaluationRows = 2000;
    private const int StepsBetweenFlushes = 32;
    private const float Tiny = 1e-30f;

    private readonly TorchDevice _device;
    private readonly DeviceLibrary _images;
    private readonly Dataset _dataset;
    private readonly EpochSteps _steps;
    private readonly TorchRule _rule;
    private readonly DenseStack _network;
    private readonly bool _drops;
    private List<TorchLane> _lanes;
    private StackLimits _limits;
    private EpochFeed? _feed;
    private StepTable? _table;

    // [steps of the epoch x 3 x K]: sums of log-probabilities, images that were right, penalties. Filled from _unread on.
    private Tensor? _record;
    private int _unread;

    /// <summary>Takes the numbers of the lanes.</summary>
    public TrialStack(TorchDevice device, DeviceLibrary images, Dataset dataset, StackLayout layout, IReadOnlyList<TorchLane> lanes)
    {
        (_device, _images, _dataset, _lanes) = (device, images, dataset, [.. lanes]);
        var configuration = lanes[0].Lease.Configuration;
        _steps = EpochSteps.Create(configuration, dataset.Train.Count);
        _rule = TorchRule.Create(RuleKey.FromSettings(configuration.Optimizer));
        _drops = configuration.Dropout > 0;
        Parameters = new(device, layout, [.. lanes.Select((lane, seat) => lane.TakeSeat(this, seat))]);
        _network = new(device, Parameters, configuration.Hidden);
        _limits = Limits();
    }

    public StackParameters Parameters { get; }

    public IReadOnlyList<TorchLane> Lanes => _lanes;

    public EpochSteps Steps => _steps;

    private int Step => _lanes[0].Course.State.Step;

    /// <summary>Trains every trial on one minibatch.</summary>
    public void Advance()
    {
        var step = Step;
        var rows = _steps.Rows(step);
        Prepare(step);
        using (NewDisposeScope())
        {
            var (images, oneHot, labels) = _feed!.At(step, rows);
            var masks = _drops
                ? StackMasks.Draw(
                    _device, [.. _lanes.Select(lane => lane.Lease)], [.. _lanes.Select(lane => lane.Position(_steps.Count))], rows)
                : null;
            var penalties = _limits.Penalties(Parameters);
            var row = _record!.select(0, step);
            row.narrow(0, 0, 2).copy_(_network.Differentiate(images, oneHot, labels, masks));
            if (penalties is not null)
                row.select(0, 2).copy_(penalties);
            _limits.Apply(Parameters);
            _rule.Apply(Parameters, _table!.At(step));
            if (_device.IsCpu && step % StepsBetweenFlushes == 0)
                Flush();
        }

        foreach (var lane in _lanes)
        {
            lane.Course.State.Step++;
            lane.Course.State.Samples += rows;
        }
    }

    /// <summary>Waits for the device and adds the scores of the steps since the last time to the trials' states.</summary>
    public void ReadScores()
    {
        var (from, to) = (_unread, Step);
        if (_record is null || from >= to)
            return;
        float[] scores;
        using (NewDisposeScope())
            scores = HostTensors.Floats(_record.narrow(0, from, to - from));
        for (var step = from; step < to; step++)
        {
            var row = scores.AsSpan((step - from) * 3 * _lanes.Count, 3 * _lanes.Count);
            var rows = _steps.Rows(step);
            for (var seat = 0; seat < _lanes.Count; seat++)
            {
                var state = _lanes[seat].Course.State;
                state.Loss += ((double)row[(2 * _lanes.Count) + seat] * rows) - row[seat];
                state.Correct += (int)row[_lanes.Count + seat];
            }
        }

        _unread = to;
    }

    /// <summary>The scores of images <paramref name="first"/> to first + count - 1 with the trials from <paramref name="firstSeat"/>
    /// on.</summary>
    /// <param name="factor">The factor of each pixel.</param>
    public Score[] Evaluate(ImageSet images, int first, int count, float factor, int firstSeat, int lanes)
    {
        using var scope = NewDisposeScope();
        var resident = _images.Find(images);
        var scale = _device.Constant(factor);
        var parts = new List<Tensor>();
        for (var row = 0; row < count; row += EvaluationRows)
        {
            using var part = NewDisposeScope();
            var rows = Math.Min(EvaluationRows, count - row);
            var pixels = resident.Pixels.narrow(0, first + row, rows).to(ScalarType.Float32).mul_(scale).unsqueeze(0);
            var labels = resident.Labels.narrow(0, first + row, rows);
            var score = _network.Evaluate(
                pixels, resident.OneHot.index_select(0, labels).unsqueeze(0), labels.unsqueeze(0), firstSeat, lanes);
            parts.Add(score.MoveToOuterDisposeScope());
        }

        var numbers = HostTensors.Floats(stack(parts, 0));
        var scores = new Score[lanes];
        for (var part = 0; part < parts.Count; part++)
        {
            for (var seat = 0; seat < lanes; seat++)
            {
                scores[seat].Loss -= numbers[(part * 2 * lanes) + seat];
                scores[seat].Correct += (int)numbers[(((part * 2) + 1) * lanes) + seat];
            }
        }

        return scores;
    }

    /// <summary>Each trial's L2 penalty.</summary>
    public double[] Penalties()
    {
        using var scope = NewDisposeScope();
        return _limits.Penalties(Parameters) is { } penalties ? [.. HostTensors.Floats(penalties)] : new double[_lanes.Count];
    }

    /// <summary>Each trial's maximum absolute weight or bias; NaN or infinite if one of them is.</summary>
    public float[] MaxWeights()
    {
        using var scope = NewDisposeScope();
        return HostTensors.Floats(Parameters.Weights.abs().amax([1]));
    }

    /// <summary>Drops all other trials. Scores must have been read.</summary>
    public void Keep(IReadOnlyList<TorchLane> lanes)
    {
        if (lanes.Count == 0)
        {
            _lanes = [];
            return;
        }

        Parameters.Keep([.. lanes.Select(lane => lane.Seat)]);
        _lanes = [.. lanes];
        for (var seat = 0; seat < _lanes.Count; seat++)
            _lanes[seat].Seat = seat;
        _limits.Dispose();
        _limits = Limits();
        ReleaseEpoch();
    }

    public void Dispose()
    {
        ReleaseEpoch();
        _limits.Dispose();
        Parameters.Dispose();
    }

    private void Prepare(int step)
    {
        if (step == 0)
            ReleaseEpoch();
        _feed ??= new(_device, _images.Find(_dataset.Train), _lanes, _steps);
        if (_record is null)
        {
            using var scope = NewDisposeScope();
            _record = zeros(_steps.Count, 3, _lanes.Count, ScalarType.Float32, _device.Device).MoveToOuterDisposeScope();
            _unread = step;
        }

        if (_table is null || step >= _table.First + _table.Count)
        {
            _table?.Dispose();
            _table = new(_device, _rule, _lanes, _steps, step);
        }
    }

    // Releases the tensors of the current epoch of these lanes.
    private void ReleaseEpoch()
    {
        _feed?.Dispose();
        _table?.Dispose();
        _record?.Dispose();
        (_feed, _table, _record) = (null, null, null);
    }

    // A processor is many times slower with the subnormal numbers to which moments decay. Accelerators are not.
    private void Flush()
    {
        var tiny = _device.Constant(Tiny);
        foreach (var state in Parameters.States)
            state.mul_(state.abs().gt(tiny));
    }

    private StackLimits Limits() => new(_device, [.. _lanes.Select(lane => lane.Lease.Configuration)]);
}
