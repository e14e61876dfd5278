using System.Text.RegularExpressions;
using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests.Pages;

/// <summary>A fenced block of a page in <c>docs</c>.</summary>
/// <param name="Page">File name of the page.</param>
/// <param name="Line">Line of the page, 1-based, at which the block begins.</param>
/// <param name="Language">The word behind the fence.</param>
internal sealed partial record Snippet(string Page, int Line, string Language, string Text)
{
    /// <summary>The blocks of a page in one language, in their order.</summary>
    public static IReadOnlyList<Snippet> Read(string page, string language)
    {
        var text = File.ReadAllText(RepositoryFolder.Combine("docs", page));
        return
        [
            .. from match in Block().Matches(text)
               where match.Groups[1].Value == language
               select new Snippet(page, text.AsSpan(0, match.Index).Count('\n') + 1, language, match.Groups[2].Value),
        ];
    }

    public override string ToString() => $"docs/{Page}:{Line}";

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
