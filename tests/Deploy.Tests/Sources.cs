using SweepCluster.Testing;

namespace SweepCluster.Deploy.Tests;

/// <summary>What the code says, as text: these tests need no build of it, and so hold where Orleans isn't to be had.</summary>
internal static class Sources
{
    public static string Read(params string[] path) => File.ReadAllText(RepositoryFolder.Combine(path));

    /// <summary>All C# files below a folder.</summary>
    public static string ReadAll(params string[] folder) => string.Join('\n', Directory
        .EnumerateFiles(RepositoryFolder.Combine(folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
        .Select(File.ReadAllText));
}
