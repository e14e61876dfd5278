using System.Runtime.InteropServices;

namespace SweepCluster.Silo.Configuration;

/// <summary>The hardware of a silo's slots, as detected or as configured.</summary>
/// <param name="Device">The model of the GPU or CPU, for people.</param>
internal sealed record Hardware(string Device, int Slots)
{
    public static Hardware Detect(SiloOptions options) =>
        options.Accelerator == "gpu"
            ? new(options.Device ?? "GPU", options.Slots ?? 1)
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
