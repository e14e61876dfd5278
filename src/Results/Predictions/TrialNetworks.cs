using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Running;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Results.Predictions;

/// <summary>The networks of trials, from the checkpoints and the data sets of this machine. Each call loads both and releases them when
/// the network is disposed, so that a server keeps no memory from the trials that it trains.</summary>
public sealed class TrialNetworks(NetworkSources sources) : INetworkReader
{
    /// <inheritdoc/>
    public Task<IOpenNetwork> OpenAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation) =>
        Task.Run<IOpenNetwork>(() => Open(sweep, trial, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<NetworkShowing> ShowAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var network = Open(sweep, trial, cancellation);
            return network.Show(cancellation);
        },
        cancellation);

    private LocalNetwork Open(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation)
    {
        var lease = new TrialDescription(Sweep.Read(sweep).Spec, sweep.Id, sources.Checkpoints.Place).Describe(trial, sweep);
        // Before the data set is loaded, which takes longer.
        if (sources.IsOfServer && MissingParts.FindCheckpoint(sources, trial, lease) is { } missing)
            throw new MissingPartException(missing);
        var library = new DatasetLibrary(DatasetFolders.Find(sources.Data ?? sweep.DataFolder)) { Downloads = !sources.IsOfServer };
        try
        {
            var dataset = Load(library, lease, cancellation);
            return new(library, dataset, OpenPredictor(lease, dataset), lease.Configuration.Data);
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    private Dataset Load(DatasetLibrary library, TrialLease lease, CancellationToken cancellation)
    {
        try
        {
            return library.Load(lease.Configuration.Data.Dataset, lease.Data, cancellation);
        }
        catch (SweepException failure) when (sources.IsOfServer)
        {
            throw MissingParts.DatasetFailure(sources, lease, failure);
        }
    }

    private Predictor OpenPredictor(TrialLease lease, Dataset dataset)
    {
        try
        {
            return Predictor.Open(lease, dataset, sources.Checkpoints.Open);
        }
        catch (SweepException failure) when (sources.IsOfServer)
        {
            throw MissingParts.CheckpointFailure(lease, failure);
        }
    }
}
