using System.Text.RegularExpressions;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Where the libraries of libtorch are, which TorchSharp's own library needs. They are hundreds of megabytes, or gigabytes with
/// CUDA, and so are no part of the program.</summary>
internal static partial class LibTorch
{
    /// <summary>The environment variable that names a folder with them, such as <c>torch/lib</c> of a Python installation.</summary>
    public const string Variable = "SWEEP_LIBTORCH";

    private const string Remedy = "'./sweep torch cpu' (or cuda) fetches it once, and " + Variable + " names a folder that holds it.";

    // As pip and PyTorch's archive of libtorch name them, in the folder above that of the libraries.
    private static readonly string[] VersionFiles = ["version.py", "build-version"];
    private static readonly string[] Devices = ["cuda", "cpu"];

    /// <summary>The version that TorchSharp is compiled for; its C++ interface is no other version's. TorchSharp itself says so only
    /// once it is loaded.</summary>
    public static Version Version { get; } = new(2, 10, 0);

    /// <summary>The file of the library by its name, as the system writes it: <c>libtorch.so</c>.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>Finds the folder with libtorch: the one that the environment names, that of the program, or what <c>./sweep torch</c> has
    /// fetched.</summary>
    /// <param name="configured">Value of the variable.</param>
    /// <param name="ofProgram">The folders that the program's native libraries are loaded from.</param>
    /// <param name="cache">The user's own folder.</param>
    /// <param name="folder">Null: there is none.</param>
    /// <param name="problem">For people: why there is none, and the remedy.</param>
    public static bool TryFind(string? configured, IEnumerable<string> ofProgram, string cache, out string folder, out string problem)
    {
        (folder, problem) = ("", "");
        if (!string.IsNullOrWhiteSpace(configured))
        {
            folder = UserPath.Full(configured);
            problem = Problem(folder) ?? "";
            return problem.Length == 0;
        }

        // What was fetched for an accelerator trains on the processor as well.
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

    /// <summary>The version of an installation by its own word; null: it says nothing.</summary>
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
