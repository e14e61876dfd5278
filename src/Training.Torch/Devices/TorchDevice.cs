using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>A device and its constants. It is used by several threads at once.</summary>
internal sealed class TorchDevice : IDisposable
{
    // An implicit Scalar may be collected while native code reads it; this one is kept.
    public static readonly Scalar One = 1f.ToScalar();

    private readonly ConcurrentDictionary<float, Lazy<Tensor>> _constants = new();

    private TorchDevice(Device device)
    {
        Device = device;
    }

    public Device Device { get; }

    public bool IsCpu => Device.type == DeviceType.CPU;

    /// <summary>Opens a device by its name.</summary>
    /// <param name="reason">A text for people: why it can't be used, and the remedy.</param>
    public static bool TryOpen(string name, [NotNullWhen(true)] out TorchDevice? device, [NotNullWhen(false)] out string? reason)
    {
        device = null;
        reason = NativeBackend.Missing ?? Unusable(name);
        if (reason is not null)
            return false;
        device = new(torch.device(name));
        return true;
    }

    /// <summary>Makes torch compute on the calling thread alone. There is a trial per core, and more threads would only wait for each
    /// other. A part of the setting is per thread and a part per process, so that it is never set to anything else.</summary>
    public static void KeepToCallingThread() => set_num_threads(1);

    /// <summary>The devices of this machine.</summary>
    public static IReadOnlyList<string> Names()
    {
        if (NativeBackend.Missing is not null)
            return [];
        var accelerators = TryInitializeDeviceType(DeviceType.CUDA) && cuda.is_available() ? cuda.device_count() : 0;
        return
        [
            "cpu",
            .. Enumerable.Range(0, accelerators).Select(index => $"cuda:{index}"),
            .. mps_is_available() ? ["mps"] : (string[])[],
        ];
    }

    /// <summary>A number as a tensor of no dimensions, which is disposed with the device.</summary>
    public Tensor Constant(float value) =>
        _constants.GetOrAdd(value, static (number, device) => new(() => tensor(number, device).DetachFromDisposeScope()), Device).Value;

    /// <summary>Number of bytes that could still be allocated; null if it is unknown.</summary>
    public long? FreeBytes() => Device.type == DeviceType.CUDA ? CudaMemory.FreeBytes(Math.Max(0, Device.index)) : null;

    public void Dispose()
    {
        foreach (var constant in _constants.Values)
            constant.Value.Dispose();
        _constants.Clear();
    }

    private static string? Unusable(string name)
    {
        var parts = name.Split(':');
        var index = 0;
        if (parts.Length > 2 || (parts.Length == 2 && (parts[0] != "cuda" || !int.TryParse(parts[1], out index) || index < 0)))
            return $"There is no device '{name}'. Write cpu, cuda, cuda:N or mps.";
        switch (parts[0])
        {
            case "cpu":
                return null;
            case "cuda" when !TryInitializeDeviceType(DeviceType.CUDA) || !cuda.is_available():
                return "libtorch finds no CUDA device. './sweep torch cuda' fetches its CUDA libraries; the driver comes from NVIDIA.";
            case "cuda" when index >= cuda.device_count():
                return $"There is no device {name}: this machine has {cuda.device_count()} (cuda:0 and so on).";
            case "cuda":
                return null;
            case "mps":
                return mps_is_available() ? null : "There is no device mps: it needs macOS on Apple silicon.";
            default:
                return $"There is no device '{name}'. Write cpu, cuda, cuda:N or mps.";
        }
    }
}
