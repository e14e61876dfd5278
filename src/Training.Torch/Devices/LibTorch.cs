using System.Text.RegularExpressions;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Finds the libraries of libtorch, which TorchSharp's own library needs. They take hundreds of megabytes, or gigabytes with CUDA,
/// and so are not part of the program.</summary>
internal static partial class LibTorch
{
    /// <summary>The environment variable that names a folder with them, such as <c>torch/lib</c> of a Python installation.</summary>
    public const string Variable = "SWEEP_LIBTORCH";

    private const string Remedy = "'./sweep torch cpu' (or cuda) fetches it once, and " + Variable + " names a folder that holds it.";

    // Names of the files in pip's package and PyTorch's archive of libtorch, in the folder above the libraries.
    private static readonly string[] VersionFiles = ["version.py", "build-version"];
    private static readonly string[] Devices = ["cuda", "cpu"];

    /// <summary>The version for which TorchSharp is compiled: its C++ interface differs from other versions. TorchSharp itself reports it
    /// only once it is loaded.</summary>
    public static Version Version { get; } = new(2, 10, 0);

    /// <summary>The file name of a library on this system: <c>libtorch.so</c>.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>Finds the folder with libtorch: the folder in the environment, the program's, or the one that <c>./sweep torch</c>
    /// fills.</summary>
    /// <param name="configured">Value of the environment variable.</param>
    /// <param name="ofProgram">The folders from which the program's native libraries are loaded.</param>
    /// <param name="cache">The user's cache folder.</param>
    /// <param name="folder">Null: there is none.</param>
    /// <param name="problem">A text for people: why there is none, and the remedy.</param>
    public static bool TryFind(string? configured, IEnumerable<string> ofProgram, string cache, out string folder, out string problem)
    {
        (folder, problem) = ("", "");
        if (!string.IsNullOrWhiteSpace(configured))
        {
            folder = UserPath.Full(configured);
            problem = Problem(folder) ?? "";
            return problem.Length == 0;
        }

        // The build for an accelerator trains on the processor as well.
        string[] fetched = [.. from device in Devices select Path.Combine(cache, CacheName(device))];
        if (ofProgram.Concat(fetched).FirstOrDefault(Holds) is { } found)
        {
            folder = found;
            return true;
        }

        problem = $"libtorch is not installed. {Remedy}";
        return false;
    }

    /// <summary>The folder in the user's cache that <c>./sweep torch DEVICE</c> fills.</summary>
    internal static string CacheName(string device) => $"libtorch-{Version.ToString(3)}-{device}";

    private static bool Holds(string folder) => File.Exists(Path.Combine(folder, FileName("torch")));

    private static string? Problem(string folder)
    {
        if (!Holds(folder))
        {
            return $"{Variable}: there is no {FileName("torch")} in '{folder}'. Name the folder that holds it, such as torch/lib of a "
                + "Python installation.";
        }

        if (VersionBeside(folder) is { } version && (version.Major, version.Minor) != (Version.Major, Version.Minor))
            return $"{Variable}: '{folder}' holds libtorch {version}, and TorchSharp needs {Version.Major}.{Version.Minor}. {Remedy}";
        return null;
    }

    /// <summary>The version that an installation states; null if it states none.</summary>
    private static Version? VersionBeside(string folder)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? folder;
        foreach (var file in VersionFiles.Select(name => Path.Combine(parent, name)).Where(File.Exists))
        {
            if (NumberPattern().Match(File.ReadAllText(file)) is { Success: true } match)
                return Version.Parse(match.Value);
        }

        return null;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex NumberPattern();
}
