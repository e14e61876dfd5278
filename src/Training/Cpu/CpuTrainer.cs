using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu;

/// <summary>Trains dense networks on the calling thread. A trial's weights and metrics are a function of its lease and data set alone:
/// not of other trials, threads, register width, interruptions, or the machine.</summary>
public sealed class CpuTrainer : IPackTrainer, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly TimeProvider _time;
    private readonly CpuEngine _engine;
    private readonly NetworkPool _networks;
    private readonly Func<string, ICheckpointFiles> _openCheckpoints;

    /// <param name="datasets">The library of data sets; it is not disposed.</param>
    /// <param name="time">The clock of durations and of the intervals between hints and checkpoints; it never changes results.</param>
    /// <param name="openCheckpoints">Opens the places that leases name; null: they are folders.</param>
    public CpuTrainer(DatasetLibrary datasets, TimeProvider time, Func<string, ICheckpointFiles>? openCheckpoints = null)
        : this(datasets, time, CpuEngine.Best, openCheckpoints: openCheckpoints)
    {
    }

    internal CpuTrainer(
        DatasetLibrary datasets,
        TimeProvider time,
        CpuEngine engine,
        NetworkMemory? memory = null,
        Func<string, ICheckpointFiles>? openCheckpoints = null)
    {
        (_datasets, _time, _engine) = (datasets, time, engine);
        _openCheckpoints = openCheckpoints ?? FolderCheckpointStorage.OpenFolder;
        _networks = new(engine, memory ?? NetworkMemory.OfProcess);
    }

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        using var opened = Open(lease, stop);
        var dataset = opened.Dataset;
        if (DataRules.Problem(lease.Configuration, dataset.Train.Count) is { } problem)
            return new TrialOutcome.Failed(problem);
        Network? network = null;
        try
        {
            network = _networks.Rent(_engine.Plan(lease.Configuration, dataset.Train), stop);
            using var feed = Feed(lease, dataset, window: 1);
            var run = new TrialRun(lease, dataset, feed, network, observer, _openCheckpoints, _time);
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
            // An input error of one trial does not concern the others.
            return new TrialOutcome.Failed(mistake.Message);
        }
        catch (OutOfMemoryException)
        {
            return new TrialOutcome.Failed(
                "there is not enough memory for this network; make it or its batch smaller, or use fewer --workers");
        }
        finally
        {
            if (network is not null)
                _networks.Return(network);
        }
    }

    public PackRule PackOf(TrialLease lease) => PackSize.RuleFor(lease);

    public void TrainPack(IReadOnlyList<IPackedTrial> trials)
    {
        // A single trial needs no window: its batch is still in the cache when it is trained on.
        var together = trials.Count > 1 ? TrainTogether(trials) : trials;
        foreach (var trial in together)
            TrainAlone(trial);
    }

    public void Dispose() => _networks.Dispose();

    /// <summary>Trains the trials in slices; returns those that did not fit into memory beside the others.</summary>
    private IReadOnlyList<IPackedTrial> TrainTogether(IReadOnlyList<IPackedTrial> trials)
    {
        var remaining = trials.ToList();
        using var opened = TryOpen(remaining);
        if (opened is null)
            return [];
        var dataset = opened.Dataset;
        remaining.RemoveAll(trial => HasProblem(trial, dataset));
        if (remaining.Count == 0)
            return [];
        MinibatchFeed feed;
        try
        {
            var lease = remaining[0].Lease;
            feed = Feed(lease, dataset, PackSize.Window(lease.Configuration, dataset.Train.Pixels));
        }
        catch (OutOfMemoryException)
        {
            return remaining;
        }

        using (feed)
        using (var pack = new TrialPack(_networks, _engine, dataset, feed, _openCheckpoints, _time))
        {
            pack.Train(remaining);
            return pack.LeftOut;
        }
    }

    private void TrainAlone(IPackedTrial trial)
    {
        TrialOutcome outcome;
        try
        {
            outcome = Train(trial.Lease, trial, trial.Stop);
        }
        catch (OperationCanceledException) when (trial.Stop.IsCancellationRequested)
        {
            outcome = new TrialOutcome.Interrupted();
        }

        trial.Ended(outcome);
    }

    /// <summary>Opens the data set of the trials. Trials that are stopped meanwhile end and are removed from the list; null if all of them
    /// are.</summary>
    private DatasetReference? TryOpen(List<IPackedTrial> trials)
    {
        while (true)
        {
            using var anyStop = CancellationTokenSource.CreateLinkedTokenSource([.. trials.Select(trial => trial.Stop)]);
            try
            {
                return Open(trials[0].Lease, anyStop.Token);
            }
            catch (OperationCanceledException) when (anyStop.IsCancellationRequested)
            {
                foreach (var stopped in trials.Where(trial => trial.Stop.IsCancellationRequested).ToList())
                {
                    trials.Remove(stopped);
                    stopped.Ended(new TrialOutcome.Interrupted());
                }

                if (trials.Count == 0)
                    return null;
            }
        }
    }

    // An invalid configuration fails alone.
    private static bool HasProblem(IPackedTrial trial, Dataset dataset)
    {
        if (DataRules.Problem(trial.Lease.Configuration, dataset.Train.Count) is not { } problem)
            return false;
        trial.Ended(new TrialOutcome.Failed(problem));
        return true;
    }

    private DatasetReference Open(TrialLease lease, CancellationToken stop) =>
        _datasets.Open(lease.Configuration.Data.Dataset, lease.Data, stop);

    private MinibatchFeed Feed(TrialLease lease, Dataset dataset, int window) =>
        new(_engine, dataset, FeedKey.Create(lease.Configuration, lease.Seed, lease.SeedIndex), window);
}
