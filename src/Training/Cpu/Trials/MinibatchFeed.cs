using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>Prepares the minibatches of one key: shuffles each epoch, gathers and scales. A window of consecutive batches stays prepared,
/// so that several trials can use it one after the other.</summary>
internal sealed class MinibatchFeed : IDisposable
{
    private readonly CpuEngine _engine;
    private readonly Dataset _dataset;
    private readonly FeedKey _key;
    private readonly int[] _order;
    private readonly Minibatch[] _window;
    private readonly float _factor;
    private int _epoch;
    private int _firstStep;
    private int _prepared;

    /// <param name="window">Number of batches that stay prepared.</param>
    public MinibatchFeed(CpuEngine engine, Dataset dataset, FeedKey key, int window)
    {
        (_engine, _dataset, _key) = (engine, dataset, key);
        _factor = (float)(1 / key.Data.Scale);
        _order = new int[dataset.Train.Count - key.Data.Split.ValidationCount(dataset.Train.Count)];
        StepsPerEpoch = key.DropRemainder ? _order.Length / key.Batch : (_order.Length + key.Batch - 1) / key.Batch;
        var rows = Math.Min(key.Batch, _order.Length);
        _window = [.. Enumerable.Range(0, Math.Min(window, StepsPerEpoch)).Select(_ => new Minibatch(rows, dataset.Train.Pixels))];
    }

    public int StepsPerEpoch { get; }

    /// <summary>Number of batches that stay prepared, at most an epoch's.</summary>
    public int Window => _window.Length;

    /// <summary>Number of batches gathered so far.</summary>
    public long Gathered { get; private set; }

    /// <summary>Number of images that an epoch trains on.</summary>
    public int SamplesPerEpoch => _key.DropRemainder ? StepsPerEpoch * _key.Batch : _order.Length;

    /// <summary>The batch of a step; it stays valid until another window is prepared.</summary>
    /// <param name="epoch">Epoch, from 1.</param>
    /// <param name="step">Step within the epoch, from 0.</param>
    public Minibatch At(int epoch, int step)
    {
        if (epoch != _epoch)
        {
            EpochOrder.Fill(_order, _key.Data.Split, _key.Shuffle, _key.Seed, _key.SeedIndex, epoch);
            (_epoch, _prepared) = (epoch, 0);
        }

        if (step < _firstStep || step >= _firstStep + _prepared)
            Prepare(step);
        return _window[step - _firstStep];
    }

    public void Dispose()
    {
        foreach (var batch in _window)
            batch.Dispose();
    }

    private void Prepare(int step)
    {
        (_firstStep, _prepared) = (step, Math.Min(_window.Length, StepsPerEpoch - step));
        for (var i = 0; i < _prepared; i++)
        {
            var start = (step + i) * _key.Batch;
            var rows = Math.Min(_key.Batch, _order.Length - start);
            _engine.Gather(_dataset.Train, _order.AsSpan(start, rows), _factor, _window[i]);
        }

        Gathered += _prepared;
    }
}
