using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Silo.Configuration;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Noop;
using SweepCluster.Training.S3;
using SweepCluster.Training.Torch;

namespace SweepCluster.Silo.Training;

/// <summary>The one trainer of a silo, for all its sweeps, and where its checkpoints lie.</summary>
internal sealed class SiloTrainers : ITrainerSource, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly ITrainer _trainer;
    private readonly ICheckpointStorage? _checkpoints;

    private SiloTrainers(DatasetLibrary datasets, ITrainer trainer, ICheckpointStorage? checkpoints) =>
        (_datasets, _trainer, _checkpoints) = (datasets, trainer, checkpoints);

    /// <param name="place">A folder that all silos share, or a bucket; see <see cref="CheckpointPlace"/>.</param>
    /// <exception cref="SweepException">The trainer that the configuration names can't be had here.</exception>
    public static SiloTrainers Create(SiloOptions options, string place)
    {
        var datasets = new DatasetLibrary(DatasetFolders.Find(options.Data), progress: null);
        var checkpoints = CheckpointPlace.IsBucket(place) ? OpenBucket(place) : new FolderCheckpointStorage(place);
        return (options.Trainer ?? (options.Accelerator == "gpu" ? "torch" : "cpu")) switch
        {
            "cpu" => new(datasets, new CpuTrainer(datasets, TimeProvider.System, checkpoints.Open), checkpoints),
            "torch" => TorchTrainers.TryCreate(
                options.TorchDevice, datasets, TimeProvider.System, out var torch, out var reason, checkpoints.Open)
                ? new(datasets, torch, checkpoints)
                : throw new SweepException($"Silo:TorchDevice: {reason}", SweepErrorKind.Environment),
            "noop" => new(datasets, new NoopTrainer(), checkpoints: null),
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, "Unknown trainer."),
        };
    }

    public ITrainer TrainerOf(TrialLease lease) => _trainer;

    public TrialLease Prepare(TrialLease lease) => _checkpoints is null
        ? lease
        : lease with { CheckpointFolder = CheckpointPlace.CombineTrial(_checkpoints.Place, lease.SweepId, lease.Trial) };

    /// <summary>Checks that checkpoints can be written where they are to go.</summary>
    /// <exception cref="SweepException">They can't.</exception>
    public Task CheckCheckpointsAsync(CancellationToken cancellation) => _checkpoints?.CheckAsync(cancellation) ?? Task.CompletedTask;

    public void Dispose()
    {
        (_trainer as IDisposable)?.Dispose();
        _checkpoints?.Dispose();
        _datasets.Dispose();
    }

    // Apart, so that Amazon's SDK is loaded only where it is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Performance", "CA1859", Justification = "The caller would load the type that it returns.")]
    private static ICheckpointStorage OpenBucket(string place) => S3CheckpointStorage.Connect(place);
}
