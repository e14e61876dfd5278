using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>House rules that the compiler doesn't check.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;
    private const int MaxLineLength = 140;

    public static TheoryData<string> Folders() => ["src", "tests", "bench"];

    public static TheoryData<string> FoldersOfCode() => ["src", "tests", "bench", "eng"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void File_StaysWithin400Lines(string folder) =>
        Sources(folder).Where(path => File.ReadLines(path).Count() > MaxLines).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(FoldersOfCode))]
    public void Line_HasAtMost140Characters(string folder) =>
        Sources(folder).SelectMany(path => LongLines(path, File.ReadAllText(path)))
            .ShouldBeEmpty($"a line of C# has at most {MaxLineLength} characters");

    [Fact]
    public void LongLines_WithinARawString_AreExempt()
    {
        var wide = new string('x', MaxLineLength + 1);

        LongLines(RepositoryFolder.Combine("a.cs"), $$"""""
            // {{wide}}
            var text = """
                {{wide}}
                """;
            var hole = $"""
                {{wide}} {1}
                """;
            {{wide}}();
            """"").ShouldBe(["a.cs:1: 144 characters", "a.cs:8: 144 characters"]);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Type_HasNoBannedSuffix(string folder) =>
        Sources(folder).SelectMany(path => BannedSuffix().Matches(File.ReadAllText(path)).Select(match => $"{path}: {match.Value}"))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Folders))]
    public void File_IsTheSameInEveryBuild(string folder) =>
        Sources(folder).Where(path => Conditional().IsMatch(File.ReadAllText(path)))
            .ShouldBeEmpty("what a build contains must not depend on the machine: no #if");

    [Fact]
    public void Sweeps_HasNoInputOutputClockOrThreads() =>
        Sources(Path.Combine("src", "Sweeps"))
            .SelectMany(path => Impure().Matches(File.ReadAllText(path)).Select(match => $"{path}: {match.Value}"))
            .ShouldBeEmpty("the rules are pure: whatever acts belongs to a runtime.");

    // The lines within a raw string are text of another language, in which a line break may have a meaning.
    private static IEnumerable<string> LongLines(string path, string source)
    {
        var text = SourceText.From(source);
        var lines = text.Lines.Where(line => line.Span.Length > MaxLineLength).ToArray();
        if (lines.Length == 0)
            return [];
        TextSpan[] strings =
        [
            .. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
                .Where(node => node is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax)
                .Select(node => node.Span),
        ];
        return lines.Where(line => !strings.Any(span => span.Start < line.Start && line.End < span.End))
            .Select(line => $"{Path.GetRelativePath(RepositoryFolder.Root, path)}:{line.LineNumber + 1}: {line.Span.Length} characters");
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(RepositoryFolder.Combine(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                !Path.GetRelativePath(RepositoryFolder.Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
                && !path.EndsWith(".g.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*#if\b", RegexOptions.Multiline)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+\w+(Manager|Helper|Util|Utils|Common|Info|Data)\b")]
    private static partial Regex BannedSuffix();

    [GeneratedRegex(
        @"\b(System\.(IO|Threading|Net|Data)|TimeProvider|Stopwatch|Task|Thread|File|Console|Environment|ILogger)\b(?=[.;<(\s])")]
    private static partial Regex Impure();
}
