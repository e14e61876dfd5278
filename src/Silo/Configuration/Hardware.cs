using System.Runtime.InteropServices;

namespace SweepCluster.Silo.Configuration;

/// <summary>The hardware of a silo's slots, as detected or as configured.</summary>
/// <param name="Device">The model of the GPU or CPU, for people.</param>
internal sealed record Hardware(string Device, int Slots)
{
    /// <param name="devices">Devices that the trainers have; GPUs get a slot each unless the settings say otherwise.</param>
    public static Hardware Detect(SiloOptions options, int devices) =>
        options.Accelerator == "gpu"
            ? new(options.Device ?? "GPU", options.Slots ?? devices)
            : new(options.Device ?? Processor(), options.Slots ?? Environment.ProcessorCount);

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var model = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return model ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }
}
