using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu;

/// <summary>Trains dense networks on the calling thread. A trial's weights and metrics are a function of its lease and data set alone:
/// not of other trials, threads, register width, interruptions, or the machine.</summary>
public sealed class CpuTrainer : ITrainer, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly TimeProvider _time;
    private readonly CpuEngine _engine;
    private readonly NetworkPool _networks;

    /// <param name="datasets">Stays the caller's.</param>
    /// <param name="time">For durations and the pace of hints and checkpoints; it never changes what is trained.</param>
    public CpuTrainer(DatasetLibrary datasets, TimeProvider time)
        : this(datasets, time, CpuEngine.Best)
    {
    }

    internal CpuTrainer(DatasetLibrary datasets, TimeProvider time, CpuEngine engine)
    {
        (_datasets, _time, _engine) = (datasets, time, engine);
        _networks = new(engine);
    }

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        var dataset = _datasets.Load(lease.Configuration.Data.Dataset, stop);
        DataRules.Check(lease.Configuration, dataset);
        Network? network = null;
        try
        {
            network = _networks.Rent(_engine.Plan(lease.Configuration, dataset.Train));
            using var feed = new MinibatchFeed(_engine, dataset, FeedKey.For(lease.Configuration, lease.Seed, lease.Repeat), window: 1);
            var run = new TrialRun(lease, dataset, feed, network, observer, _time);
            run.Resume();
            TrialOutcome? outcome;
            do
            {
                outcome = run.Advance(int.MaxValue, stop);
            }
            while (outcome is null);
            return outcome;
        }
        catch (SweepException mistake) when (mistake.Kind == SweepErrorKind.Input)
        {
            // A checkpoint that can't be used concerns this trial alone.
            return new TrialOutcome.Failed(mistake.Message);
        }
        catch (OutOfMemoryException)
        {
            return new TrialOutcome.Failed("there is not enough memory for this network; make it or its batch smaller, or use fewer --workers");
        }
        finally
        {
            if (network is not null)
                _networks.Return(network);
        }
    }

    public void Dispose() => _networks.Dispose();
}
