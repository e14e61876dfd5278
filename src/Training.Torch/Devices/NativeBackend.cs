using System.Runtime.InteropServices;
using SweepCluster.Model.Files;
using TorchSharp;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Whether libtorch and TorchSharp's own library load on this machine. Checked before TorchSharp itself tries, whose error message
/// is pages long.</summary>
internal static class NativeBackend
{
    private const string Library = "LibTorchSharp";

    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>A text for people: why they don't load, and the remedy; null if they do.</summary>
    public static string? Missing => Problem.Value;

    private static string? Load()
    {
        var folders = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var configured = Environment.GetEnvironmentVariable(LibTorch.Variable);
        if (!LibTorch.TryFind(configured, folders, UserCache.Folder("torch"), out var libtorch, out var problem))
            return problem;
        try
        {
            // The libraries that TorchSharp's library needs are found by name once they are loaded, wherever they are.
            NativeLibrary.Load(Path.Combine(libtorch, LibTorch.FileName("torch")));
            NativeLibrary.Load(Library, typeof(torch).Assembly, null);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            var own = folders.Select(folder => Path.Combine(folder, LibTorch.FileName(Library))).FirstOrDefault(File.Exists);
            if (own is not null && error.Message.Contains(WeakenedLibrary.Version, StringComparison.Ordinal)
                && WeakenedLibrary.TryLoad(own, typeof(torch).Assembly))
            {
                return null;
            }

            // The loader tries several places; its last line about an existing file states the cause.
            var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var line = lines.FirstOrDefault(candidate => candidate.Contains("version `", StringComparison.Ordinal)) ?? lines[0];
            return line.Contains("GLIBC", StringComparison.Ordinal)
                ? $"libtorch does not load: {line} It needs the system libraries of Debian 12, Ubuntu 22.04 or newer."
                : $"libtorch of '{libtorch}' does not load: {line}";
        }
    }
}
