using System.Text.RegularExpressions;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>What the pages for people point to is there.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages() =>
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(RepositoryFolder.Combine("docs"), "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(RepositoryFolder.Root, page)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_ToFilesAndSections_LeadSomewhere(string page)
    {
        var path = RepositoryFolder.Combine(page);
        var text = File.ReadAllText(path);

        var broken = Link().Matches(text).Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !LeadsSomewhere(path, link))
            .Concat(SourceFile().Matches(text).Select(match => match.Groups[1].Value)
                .Where(file => !File.Exists(RepositoryFolder.Combine(file))));

        broken.ShouldBeEmpty();
    }

    private static bool LeadsSomewhere(string page, string link)
    {
        var (file, section) = link.Split('#') is [var name, var anchor] ? (name, anchor) : (link, null);
        var path = file.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, file));
        if (section is null)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(match => Anchor(match.Groups[1].Value) == section);
    }

    // As GitHub makes them of headings.
    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_'))
            .Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests)/[\w./]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
