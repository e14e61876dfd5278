using SweepCluster.Bench.Measuring;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Bench.Training;

/// <summary>A trial that is stepped by hand: what the trainer does between two reports, from the gather to the optimizer.</summary>
internal sealed class StepRun : IDisposable
{
    private readonly CpuEngine _engine;
    private readonly Dataset _dataset;
    private readonly TrialConfiguration _configuration;
    private readonly MinibatchFeed _feed;
    private readonly Network _network;
    private long _step;

    public StepRun(CpuEngine engine, Dataset dataset, TrialConfiguration configuration)
    {
        (_engine, _dataset, _configuration) = (engine, dataset, configuration);
        _feed = new(engine, dataset, FeedKey.Create(configuration, 1, 0), window: 1);
        _network = engine.CreateNetwork(engine.Plan(configuration, dataset.Train));
        _network.Configure(configuration, 1, 0);
    }

    /// <summary>Images that evaluation takes at a time.</summary>
    public int ChunkRows => _network.Plan.ChunkRows;

    /// <summary>Processor seconds of so many steps on the calling thread.</summary>
    public double Steps(int count)
    {
        var loss = 0.0;
        var start = ThreadClock.Now();
        for (var i = 0; i < count; i++, _step++)
        {
            var batch = _feed.At((int)(_step / _feed.StepsPerEpoch) + 1, (int)(_step % _feed.StepsPerEpoch));
            loss +=
                _network.Penalty() + _network.Train(batch, _step + 1, LearningRate.AtStep(_configuration, _step, _feed.StepsPerEpoch)).Loss;
        }

        var seconds = ThreadClock.Now() - start;
        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"The loss of {_engine.Bits}-bit registers is {loss}: what was timed is no training.");
        return seconds;
    }

    /// <summary>Processor seconds of one evaluation of all test images.</summary>
    public double Evaluate() => ThreadClock.Time(() => _network.Evaluate(_dataset.Test, 0, _dataset.Test.Count, 1f / 255));

    /// <summary>How many steps take about so many seconds.</summary>
    public int StepsIn(double seconds)
    {
        Steps(30);
        return Math.Max(5, (int)(seconds / (Steps(20) / 20)));
    }

    public void Dispose()
    {
        _network.Dispose();
        _feed.Dispose();
    }
}
