using System.Xml.Linq;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>Holds every project to the reference table of the architecture.</summary>
public sealed class ReferenceTests
{
    // What each project of src may reference, of ours.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Model"] = [],
        ["Web"] = [],
        ["Contracts"] = ["Model"],
        ["Sweeps"] = ["Model", "Contracts"],
        ["Training"] = ["Model", "Contracts"],
        ["Training.Torch"] = ["Model", "Contracts", "Training"],
        ["Training.S3"] = ["Model", "Training"],
        ["Telemetry"] = ["Model", "Contracts"],
        ["Storage"] = ["Model", "Contracts", "Telemetry"],
        ["Runtime"] = ["Model", "Contracts", "Sweeps", "Telemetry", "Storage"],
        ["Grains"] = ["Model", "Contracts", "Sweeps", "Telemetry", "Runtime"],
        ["Silo"] =
        [
            "Model", "Contracts", "Sweeps", "Training", "Training.Torch", "Training.S3", "Storage", "Telemetry", "Runtime", "Grains",
            "Client.Orleans",
        ],
        ["Results"] = ["Model", "Contracts", "Sweeps", "Training"],
        ["Reporting"] = ["Model", "Contracts", "Sweeps", "Training", "Results", "Web"],
        ["Client"] = ["Model", "Contracts"],
        ["Client.Orleans"] = ["Model", "Contracts", "Storage"],
        ["Api"] = ["Model", "Contracts", "Sweeps", "Runtime", "Results", "Client", "Web"],
        ["Coordinator"] =
        [
            "Model", "Contracts", "Sweeps", "Training", "Training.Torch", "Training.S3", "Storage", "Telemetry", "Runtime", "Results",
            "Reporting", "Client", "Client.Orleans", "Api",
        ],
    };

    public static TheoryData<string> SourceProjects() => [.. Projects("src")];

    public static TheoryData<string> AllProjects() => [.. Projects("src").Concat(Projects("tests")).Concat(Projects("bench"))];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void SourceProject_ReferencesOnlyWhatTheTableAllows(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Allowed.ShouldContainKey(name, $"{project} is not in the table of the architecture.");

        var references = Elements(project, "ProjectReference")
            .Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')));

        references.Except(Allowed[name]).ShouldBeEmpty($"{project} references what the table does not allow.");
    }

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Project_LeavesVersionsToTheCentralFile(string project) =>
        XDocument.Load(RepositoryFolder.Combine(project)).Descendants("PackageReference")
            .Where(reference => reference.Attribute("Version") is not null)
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(AllProjects))]
    public void Project_IsPartOfTheSolution(string project) =>
        File.ReadAllText(RepositoryFolder.Combine("SweepCluster.sln")).Replace('\\', '/')
            .ShouldContain($"\"{project.Replace('\\', '/')}\"");

    private static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(RepositoryFolder.Combine(folder), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFolder.Root, path))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Elements(string project, string element) =>
        XDocument.Load(RepositoryFolder.Combine(project)).Descendants(element).Select(found => found.Attribute("Include")!.Value);
}
