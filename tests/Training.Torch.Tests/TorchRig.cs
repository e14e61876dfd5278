using System.Runtime.InteropServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Torch.Devices;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>All that the tests touch of TorchSharp.</summary>
internal static class TorchRig
{
    /// <summary>A trainer on the processor.</summary>
    /// <param name="allocating">Called with the number of trials before a stack is made and before each of its epochs.</param>
    public static IPackTrainer Create(DatasetLibrary library, Action<int>? allocating = null, TimeProvider? time = null)
    {
        TorchDevice.TryOpen("cpu", out var device, out var reason).ShouldBeTrue(reason);
        return new TorchTrainer(library, time ?? TimeProvider.System, device!) { Allocating = allocating };
    }

    /// <summary>Tensors made on this thread that are still alive.</summary>
    public static long LiveTensors => TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>What torch throws when there is no memory left.</summary>
    public static Exception OutOfMemory() => new DeviceException("CUDA out of memory. Tried to allocate 2.00 GiB.");

    public static TrialOutcome Train(TrialLease lease, ITrialObserver? observer = null, CancellationToken stop = default)
    {
        using var library = Trials.Library();
        var trainer = Create(library);
        using (trainer as IDisposable)
            return trainer.Train(lease, observer ?? new PackedTrial(lease), stop);
    }

    public static TrialOutcome.Succeeded Succeed(TrialLease lease, ITrialObserver? observer = null) =>
        Train(lease, observer).ShouldBeOfType<TrialOutcome.Succeeded>();

    public static void TrainPack(IReadOnlyList<PackedTrial> trials, Action<int>? allocating = null, TimeProvider? time = null)
    {
        using var library = Trials.Library();
        var trainer = Create(library, allocating, time);
        using (trainer as IDisposable)
            trainer.TrainPack(trials);
    }

    // Torch throws the base type, which analyzers reserve for it.
    private sealed class DeviceException(string message) : ExternalException(message);
}
