using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Silo.Configuration;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Noop;
using SweepCluster.Training.Torch;

namespace SweepCluster.Silo.Training;

/// <summary>The one trainer of a silo, for all its sweeps, and the folder of its checkpoints.</summary>
internal sealed class SiloTrainers : ITrainerSource, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly ITrainer _trainer;
    private readonly string? _checkpoints;

    private SiloTrainers(DatasetLibrary datasets, ITrainer trainer, string? checkpoints) =>
        (_datasets, _trainer, _checkpoints) = (datasets, trainer, checkpoints);

    /// <param name="checkpoints">A folder that all silos share.</param>
    /// <exception cref="SweepException">The configured trainer is unavailable on this machine.</exception>
    public static SiloTrainers Create(SiloOptions options, string checkpoints)
    {
        var datasets = new DatasetLibrary(DatasetFolders.Find(options.Data), progress: null);
        return (options.Trainer ?? (options.Accelerator == "gpu" ? "torch" : "cpu")) switch
        {
            "cpu" => new(datasets, new CpuTrainer(datasets, TimeProvider.System), checkpoints),
            "torch" => TorchTrainers.TryCreate(options.TorchDevice, datasets, TimeProvider.System, out var torch, out var reason)
                ? new(datasets, torch, checkpoints)
                : throw new SweepException($"Silo:TorchDevice: {reason}", SweepErrorKind.Environment),
            "noop" => new(datasets, new NoopTrainer(), checkpoints: null),
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, "Unknown trainer."),
        };
    }

    public ITrainer TrainerOf(TrialLease lease) => _trainer;

    public TrialLease Prepare(TrialLease lease) => _checkpoints is null
        ? lease
        : lease with { CheckpointFolder = Path.Combine(_checkpoints, lease.SweepId, lease.Trial.ToString(CultureInfo.InvariantCulture)) };

    public void Dispose()
    {
        (_trainer as IDisposable)?.Dispose();
        _datasets.Dispose();
    }
}
