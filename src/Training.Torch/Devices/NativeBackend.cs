using System.Runtime.InteropServices;
using TorchSharp;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Whether TorchSharp's native libraries load on this machine. Asked before TorchSharp itself tries, whose answer runs to pages.</summary>
internal static class NativeBackend
{
    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>For people: why they don't load; null where they do.</summary>
    public static string? Missing => Problem.Value;

    private static string? Load()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // The loader tries several places; the last thing it says of a file that is there tells.
            var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var line = lines.FirstOrDefault(candidate => candidate.Contains("version `", StringComparison.Ordinal)) ?? lines[0];
            var remedy = line.Contains("GLIBCXX", StringComparison.Ordinal)
                ? "It needs the C++ library of GCC 13 or newer (Debian 13, Ubuntu 24.04)."
                : "./sweep setup --torch cpu (or cuda) asks the package feed for them.";
            return $"TorchSharp's native libraries don't load: {line} {remedy}";
        }
    }
}
