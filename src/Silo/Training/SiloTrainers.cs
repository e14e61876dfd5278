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

/// <summary>The trainers of a silo, one for each device, for all its sweeps, and where its checkpoints lie.</summary>
internal sealed class SiloTrainers : ITrainerSource, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly IReadOnlyList<(string Device, ITrainer Trainer)> _trainers;
    private readonly ICheckpointStorage? _checkpoints;

    /// <param name="datasets">Is disposed with this, as are the trainers and the checkpoints.</param>
    /// <param name="trainers">At least one; slots use them in turn.</param>
    /// <param name="checkpoints">The place that all silos share; null: nothing is trained.</param>
    internal SiloTrainers(
        DatasetLibrary datasets, IReadOnlyList<(string Device, ITrainer Trainer)> trainers, ICheckpointStorage? checkpoints) =>
        (_datasets, _trainers, _checkpoints) = (datasets, trainers, checkpoints);

    /// <summary>Devices that slots train on, at least 1.</summary>
    public int Devices => _trainers.Count;

    /// <param name="place">A folder that all silos share, or a bucket; see <see cref="CheckpointPlace"/>.</param>
    /// <exception cref="SweepException">The configured trainer is unavailable on this machine.</exception>
    public static SiloTrainers Create(SiloOptions options, string place)
    {
        var datasets = new DatasetLibrary(DatasetFolders.Find(options.Data), progress: null);
        var checkpoints = CheckpointPlace.IsBucket(place) ? OpenBucket(place) : new FolderCheckpointStorage(place);
        return (options.Trainer ?? (options.Accelerator == "gpu" ? "torch" : "cpu")) switch
        {
            "cpu" => new(datasets, [("cpu", new CpuTrainer(datasets, TimeProvider.System, checkpoints.Open))], checkpoints),
            "torch" => new(
                datasets, CreateTorch(SlotDevices.Choose(options, TorchTrainers.Devices), datasets, checkpoints), checkpoints),
            "noop" => new(datasets, [("none", new NoopTrainer())], checkpoints: null),
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, "Unknown trainer."),
        };
    }

    public ITrainer TrainerOf(int slot) => _trainers[slot % _trainers.Count].Trainer;

    public string? DeviceOf(int slot) => _trainers.Count > 1 ? _trainers[slot % _trainers.Count].Device : null;

    /// <summary>The place of all checkpoints; null: the trainer keeps none.</summary>
    public ICheckpointStorage? Checkpoints => _checkpoints;

    public TrialLease Prepare(TrialLease lease) => _checkpoints is null
        ? lease
        : lease with { CheckpointFolder = CheckpointPlace.CombineTrial(_checkpoints.Place, lease.SweepId, lease.Trial) };

    public void Dispose()
    {
        foreach (var (_, trainer) in _trainers)
            (trainer as IDisposable)?.Dispose();
        _checkpoints?.Dispose();
        _datasets.Dispose();
    }

    // A method of its own, so that Amazon's SDK is loaded only where it is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Performance", "CA1859", Justification = "The caller would load the type that it returns.")]
    private static ICheckpointStorage OpenBucket(string place) => S3CheckpointStorage.Connect(place);

    private static List<(string Device, ITrainer Trainer)> CreateTorch(
        IReadOnlyList<string> devices, DatasetLibrary datasets, ICheckpointStorage checkpoints)
    {
        var trainers = new List<(string Device, ITrainer Trainer)>();
        foreach (var device in devices)
        {
            if (!TorchTrainers.TryCreate(device, datasets, TimeProvider.System, out var trainer, out var reason, checkpoints.Open))
                throw new SweepException($"Silo:TorchDevice: {reason}", SweepErrorKind.Environment);
            trainers.Add((device, trainer));
        }

        return trainers;
    }
}
