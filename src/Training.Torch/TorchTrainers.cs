using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Torch.Devices;

namespace SweepCluster.Training.Torch;

/// <summary>Creates trainers on TorchSharp, if libtorch is available; else reports what is missing.</summary>
public static class TorchTrainers
{
    /// <param name="device"><c>cpu</c>, <c>cuda</c> (its first device), <c>cuda:1</c> or <c>mps</c>.</param>
    /// <param name="datasets">The library of data sets; it is not disposed.</param>
    /// <param name="time">The clock of durations and of the intervals between hints and checkpoints; it never changes results.</param>
    /// <param name="trainer">The trainer; it is <see cref="IDisposable"/>, and releases the device's memory when disposed.</param>
    /// <param name="reason">A text for people: why there is none, and the remedy.</param>
    /// <param name="openCheckpoints">Opens the places that leases name; null: they are folders.</param>
    public static bool TryCreate(
        string device,
        DatasetLibrary datasets,
        TimeProvider time,
        [NotNullWhen(true)] out IPackTrainer? trainer,
        [NotNullWhen(false)] out string? reason,
        Func<string, ICheckpointFiles>? openCheckpoints = null)
    {
        trainer = null;
        if (!TorchDevice.TryOpen(device, out var opened, out reason))
            return false;
        trainer = new TorchTrainer(datasets, time, opened, openCheckpoints);
        return true;
    }

    /// <summary>The devices of this machine; none if libtorch can't be loaded.</summary>
    public static IReadOnlyList<string> Devices() => TorchDevice.Names();

    /// <summary>Why nothing can be trained on that device, and the remedy; null if it can.</summary>
    public static string? Missing(string device)
    {
        if (!TorchDevice.TryOpen(device, out var opened, out var reason))
            return reason;
        opened.Dispose();
        return null;
    }
}
