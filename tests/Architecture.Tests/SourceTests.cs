using System.Text.RegularExpressions;
using SweepCluster.Testing;

namespace SweepCluster.Architecture.Tests;

/// <summary>House rules that the compiler doesn't check.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;

    public static TheoryData<string> Folders() => ["src", "tests", "bench"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void File_StaysWithin400Lines(string folder) =>
        Sources(folder).Where(path => File.ReadLines(path).Count() > MaxLines).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Folders))]
    public void Type_HasNoBannedSuffix(string folder) =>
        Sources(folder).SelectMany(path => BannedSuffix().Matches(File.ReadAllText(path)).Select(match => $"{path}: {match.Value}")).ShouldBeEmpty();

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

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(RepositoryFolder.Combine(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(RepositoryFolder.Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj") && !path.EndsWith(".g.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*#if\b", RegexOptions.Multiline)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+\w+(Manager|Helper|Util|Utils|Common|Info|Data)\b")]
    private static partial Regex BannedSuffix();

    [GeneratedRegex(@"\b(System\.IO|System\.Threading|System\.Net|System\.Data|TimeProvider|Stopwatch|Task|Thread|File|Console|Environment|ILogger)\b(?=[.;<(\s])")]
    private static partial Regex Impure();
}
