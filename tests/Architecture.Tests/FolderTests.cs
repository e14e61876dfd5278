using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>The folders of each project of src depend on each other in one direction.</summary>
/// <remarks>A folder depends on another if a file has a <c>using</c> of its namespace (unused ones don't compile), or names a type of a
/// namespace around its own, which needs no <c>using</c>.</remarks>
public sealed class FolderTests
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Files = new(() => [.. SourceFiles().Select(SourceFile.Parse)]);

    public static TheoryData<string> Projects() =>
        [.. Directory.EnumerateDirectories(RepositoryFolder.Combine("src")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_AreTheFolders(string project) =>
        FilesOf(project).Where(file => file.Namespace.Length > 0 && file.Namespace != file.Expected)
            .Select(file => $"{file.Path}: namespace {file.Namespace}, expected {file.Expected}")
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_DependOnEachOther_WithoutACircle(string project)
    {
        var files = FilesOf(project).ToArray();
        var folders = files.GroupBy(file => file.Namespace).ToArray();
        var declared = folders.ToDictionary(folder => folder.Key, folder => folder.SelectMany(file => file.Types).ToHashSet());
        var uses = folders.ToDictionary(
            folder => folder.Key,
            folder => folder.SelectMany(file => file.Usings.Where(declared.ContainsKey).Concat(Around(file, declared)))
                .Where(used => used != folder.Key)
                .ToHashSet());

        Circle(uses).ShouldBeNull();
    }

    [Fact]
    public void TypeNames_StandForOneType() =>
        Files.Value.SelectMany(file => file.Types.Select(type => (Type: type, Name: $"{file.Namespace}.{type}")))
            .GroupBy(type => type.Type, type => type.Name)
            .Where(group => group.Distinct().Count() > 1)
            .Select(group => string.Join(", ", group))
            .ShouldBeEmpty("two types of the same name are hard to tell apart in a message or a search");

    [Fact]
    public void Circle_OfThree_IsFound() =>
        Circle(new() { ["A"] = ["B"], ["B"] = ["C", "D"], ["C"] = ["A"], ["D"] = [] }).ShouldBe("A -> B -> C -> A");

    // Namespaces around the file's own of which it names a type.
    private static IEnumerable<string> Around(SourceFile file, Dictionary<string, HashSet<string>> declared)
    {
        for (var end = file.Namespace.LastIndexOf('.'); end > 0; end = file.Namespace.LastIndexOf('.', end - 1))
        {
            if (declared.TryGetValue(file.Namespace[..end], out var types) && types.Overlaps(file.Names))
                yield return file.Namespace[..end];
        }
    }

    private static string? Circle(Dictionary<string, HashSet<string>> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Order(StringComparer.Ordinal).Select(start => Search(start, [])).FirstOrDefault(found => found is not null);

        string? Search(string folder, List<string> way)
        {
            if (way.IndexOf(folder) is >= 0 and var first)
                return string.Join(" -> ", way[first..].Append(folder));
            if (done.Contains(folder))
                return null;
            way.Add(folder);
            var found = uses[folder].Order(StringComparer.Ordinal)
                .Select(next => Search(next, way))
                .FirstOrDefault(circle => circle is not null);
            way.RemoveAt(way.Count - 1);
            done.Add(folder);
            return found;
        }
    }

    private static IEnumerable<SourceFile> FilesOf(string project) =>
        Files.Value.Where(file => file.Path.StartsWith($"src/{project}/", StringComparison.Ordinal));

    private static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(RepositoryFolder.Combine("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFolder.Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    /// <param name="Types">Declared at the top level.</param>
    /// <param name="Names">Every name that could be a type's.</param>
    private sealed record SourceFile(
        string Path, string Namespace, IReadOnlyList<string> Usings, IReadOnlyList<string> Types, IReadOnlySet<string> Names)
    {
        public string Expected => "SweepCluster." + Path[4..Path.LastIndexOf('/')].Replace('/', '.');

        public static SourceFile Parse(string path)
        {
            var root = CSharpSyntaxTree.ParseText(File.ReadAllText(RepositoryFolder.Combine(path))).GetCompilationUnitRoot();
            var space = root.Members.OfType<BaseNamespaceDeclarationSyntax>().SingleOrDefault();
            return new(
                path,
                space?.Name.ToString() ?? "",
                [.. root.Usings.Where(item => item.Name is not null && item.StaticKeyword == default)
                    .Select(item => item.Name!.ToString())],
                [.. (space?.Members ?? root.Members).OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.ValueText)],
                root.DescendantNodes().OfType<SimpleNameSyntax>().Where(MayBeAType).Select(name => name.Identifier.ValueText).ToHashSet());
        }

        // A member of something else is not a type of this file's namespaces.
        private static bool MayBeAType(SimpleNameSyntax name) =>
            name.Parent is not MemberAccessExpressionSyntax member || member.Expression == name;
    }
}
