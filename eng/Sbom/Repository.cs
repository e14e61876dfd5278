using System.Xml.Linq;

namespace SweepCluster.Sbom;

/// <summary>The lock files of the working tree.</summary>
/// <param name="Root">The folder of the solution.</param>
internal sealed record Repository(string Root)
{
    private const string LockName = "packages.lock.json";

    private static readonly string[] Folders = ["src", "tests", "bench", "eng"];

    /// <summary>The folders with packages of npm: for the charts, and for tests of the manifests.</summary>
    private static readonly string[] NpmFolders = ["src/Web", "tests/Deploy.Tests/Schemas"];

    /// <exception cref="InvalidDataException">A project has no lock file, or one can't be read.</exception>
    public LockedPackages ReadPackages()
    {
        string[] buildOnly = [.. BuildOnly()];
        var files = Projects().Select(project => NuGetLock.Parse(Read(LockOf(project)), IsShipped(project), buildOnly)).ToList();
        files.AddRange(NpmFolders.Select(folder => NpmLock.Parse(Read(Path.Combine(Root, folder, "package-lock.json")))));
        return LockedPackages.Merge(files);
    }

    public string ReadVersion() => XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>All projects of the solution, in a fixed order. eng/LibTorch is none of them: its packages depend on device and
    /// system.</summary>
    public IEnumerable<string> Projects() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Where(project => Path.GetFileNameWithoutExtension(project) != "LibTorch")
        .Order(StringComparer.Ordinal);

    private static string LockOf(string project) => Path.Combine(Path.GetDirectoryName(project)!, LockName);

    private bool IsShipped(string project) =>
        project.StartsWith(Path.Combine(Root, "src") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Analyzers and the like, which reach no output.
    private IEnumerable<string> BuildOnly() => Projects().Append(Path.Combine(Root, "src", "Directory.Build.props"))
        .SelectMany(file => XDocument.Load(file).Descendants("PackageReference"))
        .Where(reference => reference.Attribute("PrivateAssets")?.Value == "all")
        .Select(reference => reference.Attribute("Include")!.Value);

    private static string Read(string path) => File.Exists(path)
        ? File.ReadAllText(path)
        : throw new InvalidDataException($"{path} is missing; `dotnet restore SweepCluster.sln` writes it.");
}
