using SweepCluster.Bench.Measuring;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Bench.Training;

/// <summary>Trials that are stepped by hand in slices over one feed, as a pack does.</summary>
internal sealed class PackRun : IDisposable
{
    private readonly TrialConfiguration _configuration;
    private readonly MinibatchFeed _feed;
    private readonly Network[] _networks;
    private long _position;

    public PackRun(CpuEngine engine, Dataset dataset, TrialConfiguration configuration, int trials, int window)
    {
        _configuration = configuration;
        _feed = new(engine, dataset, FeedKey.Create(configuration, 1, 0), window);
        _networks = [.. Enumerable.Range(0, trials).Select(_ => engine.CreateNetwork(engine.Plan(configuration, dataset.Train)))];
        for (var trial = 0; trial < trials; trial++)
            _networks[trial].Configure(configuration, 1, trial);
    }

    /// <summary>Steps of all trials together per processor second, over about so many seconds.</summary>
    public double StepsPerSecond(double seconds)
    {
        var (steps, loss) = (0L, 0.0);
        var start = ThreadClock.Now();
        double elapsed;
        do
        {
            var slice = (int)Math.Min(_feed.Window, _feed.StepsPerEpoch - (_position % _feed.StepsPerEpoch));
            foreach (var network in _networks)
            {
                for (var position = _position; position < _position + slice; position++)
                {
                    var batch = _feed.At((int)(position / _feed.StepsPerEpoch) + 1, (int)(position % _feed.StepsPerEpoch));
                    loss += network.Penalty()
                        + network.Train(batch, position + 1, LearningRate.AtStep(_configuration, position, _feed.StepsPerEpoch)).Loss;
                }
            }

            steps += slice * _networks.Length;
            _position += slice;
            elapsed = ThreadClock.Now() - start;
        }
        while (elapsed < seconds);
        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"The loss is {loss}: what was timed is no training.");
        return steps / elapsed;
    }

    public void Dispose()
    {
        foreach (var network in _networks)
            network.Dispose();
        _feed.Dispose();
    }
}
