using SweepCluster.Model;
using SweepCluster.Silo.Configuration;

namespace SweepCluster.Silo.Training;

/// <summary>Which devices the slots of a silo with TorchSharp train on.</summary>
internal static class SlotDevices
{
    private const string Cuda = "cuda";

    /// <summary>The devices, over which slots are spread in turn: the one that the settings name, or every GPU that the process
    /// sees.</summary>
    /// <param name="findDevices">Finds the names of this machine's devices; not called where the settings name one.</param>
    /// <exception cref="SweepException">There are fewer slots than GPUs, so that some would never be used.</exception>
    public static IReadOnlyList<string> Choose(SiloOptions options, Func<IReadOnlyList<string>> findDevices)
    {
        if (options.TorchDevice != Cuda)
            return [options.TorchDevice];
        string[] gpus = [.. findDevices().Where(device => device.StartsWith($"{Cuda}:", StringComparison.Ordinal))];
        if (options.Slots < gpus.Length)
            throw new SweepException(
                $"Silo:Slots: with {options.Slots} of them, {gpus.Length - options.Slots} of the {gpus.Length} GPUs that this process sees "
                + $"would never be used. Leave Silo:Slots out or give {gpus.Length} or more, name one GPU with Silo:TorchDevice={gpus[0]}, "
                + "or show the process fewer of them (CUDA_VISIBLE_DEVICES; nvidia.com/gpu of its pod).");
        // Of none, the trainer says why.
        return gpus.Length > 1 ? gpus : [Cuda];
    }
}
