using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Trials;

namespace SweepCluster.Training.Torch;

/// <summary>Trains dense networks on TorchSharp, on any of its devices, with the CPU trainer's formulas, random numbers and checkpoints.
/// Results are reproducible per device model, not to the bit between devices or stack sizes.</summary>
public sealed class TorchTrainer : IPackTrainer, IDisposable
{
    private readonly DatasetLibrary _datasets;
    private readonly TimeProvider _time;
    private readonly TorchDevice _device;
    private readonly DeviceLibrary _images;
    private readonly Func<string, ICheckpointFiles> _openCheckpoints;

    internal TorchTrainer(
        DatasetLibrary datasets, TimeProvider time, TorchDevice device, Func<string, ICheckpointFiles>? openCheckpoints = null)
    {
        (_datasets, _time, _device) = (datasets, time, device);
        _openCheckpoints = openCheckpoints ?? FolderCheckpointStorage.OpenFolder;
        _images = new(device);
    }

    /// <summary>Called with the number of trials of a stack before it is created and before each epoch; for tests, which may throw a
    /// device's exceptions here.</summary>
    internal Action<int>? Allocating { get; init; }

    /// <summary>Which trials may be packed, from the configuration and the currently free memory.</summary>
    public PackRule PackOf(TrialLease lease)
    {
        // The shapes of the published data sets: the real ones are known once the data set is loaded, and then limit the stack.
        const int pixels = 28 * 28;
        const int classes = 10;
        var most = StackSize.Compute(_device, lease.Configuration, pixels, classes);
        return most > 1 ? new(PackKey.FromConfiguration(lease.Configuration), most) : PackRule.Alone;
    }

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        var trial = new SoloTrial(lease, observer, stop);
        TrainPack([trial]);
        return trial.Outcome!;
    }

    public void TrainPack(IReadOnlyList<IPackedTrial> trials)
    {
        foreach (var trial in trials.Where(IsRangeTest))
            trial.Ended(new TrialOutcome.Failed("range tests (kind: lr-range) run on the CPU trainer only; leave --trainer out"));
        IPackedTrial[] trained = [.. trials.Where(trial => !IsRangeTest(trial))];
        if (trained.Length == 0)
            return;
        TorchDevice.KeepToCallingThread();
        new PackRun(_datasets, _time, _device, _images, _openCheckpoints, Allocating).Train(trained);
    }

    private static bool IsRangeTest(IPackedTrial trial) => trial.Lease.Configuration.RangeTest is not null;

    public void Dispose()
    {
        _images.Dispose();
        _device.Dispose();
    }
}
