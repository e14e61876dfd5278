using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Training.Data;
#if HAS_TORCHSHARP
using SweepCluster.Training.Torch.Devices;
#endif

namespace SweepCluster.Training.Torch;

/// <summary>Makes trainers on TorchSharp, where this build has it; else says what is missing.</summary>
public static class TorchTrainers
{
    /// <summary>Whether TorchSharp was found when this was built.</summary>
    public static bool IsBuiltIn =>
#if HAS_TORCHSHARP
        true;
#else
        false;
#endif

    /// <param name="device"><c>cpu</c>, <c>cuda</c> (its first device), <c>cuda:1</c> or <c>mps</c>.</param>
    /// <param name="datasets">Stays the caller's.</param>
    /// <param name="time">For durations and the pace of hints and checkpoints; it never changes what is trained.</param>
    /// <param name="trainer">Is <see cref="IDisposable"/>, and then gives the device's memory back.</param>
    /// <param name="reason">For people: why there is none, and the remedy.</param>
    public static bool TryCreate(
        string device, DatasetLibrary datasets, TimeProvider time, [NotNullWhen(true)] out IPackTrainer? trainer, [NotNullWhen(false)] out string? reason)
    {
        trainer = null;
#if HAS_TORCHSHARP
        if (!TorchDevice.TryOpen(device, out var opened, out reason))
            return false;
        trainer = new TorchTrainer(datasets, time, opened);
        return true;
#else
        reason = Missing(device);
        return reason is null;
#endif
    }

    /// <summary>The devices of this machine; none where TorchSharp can't be used.</summary>
    public static IReadOnlyList<string> Devices() =>
#if HAS_TORCHSHARP
        TorchDevice.Names();
#else
        [];
#endif

    /// <summary>Why nothing can be trained on that device, and the remedy; null where it can.</summary>
    public static string? Missing(string device)
    {
#if HAS_TORCHSHARP
        if (!TorchDevice.TryOpen(device, out var opened, out var reason))
            return reason;
        opened.Dispose();
        return null;
#else
        return $"TorchSharp was not found when this was built, so nothing can be trained on '{device}' with it. './sweep setup --torch cpu' (or cuda) asks the package feed for it.";
#endif
    }
}
