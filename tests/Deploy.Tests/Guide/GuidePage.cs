using System.Text.RegularExpressions;

namespace SweepCluster.Deploy.Tests.Guide;

/// <summary>The code of a page in <c>docs</c>: fenced blocks with their language, and commands, which stand in indented blocks and within a
/// line.</summary>
internal static partial class GuidePage
{
    private const string Fence = "```";
    private const string Indentation = "    ";

    public static IReadOnlyList<CodeBlock> Read(string page) => Parse(page, Sources.Read("docs", page));

    public static IReadOnlyList<CodeBlock> Parse(string page, string markdown)
    {
        var blocks = new List<CodeBlock>();
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var first = at;
            if (lines[at].StartsWith(Fence, StringComparison.Ordinal))
            {
                var last = Array.IndexOf(lines, Fence, at + 1);
                last.ShouldBeGreaterThan(at, $"{page}:{at + 1}: the block is not closed");
                var language = lines[at][Fence.Length..];
                blocks.Add(new(page, language == "bash" ? "sh" : language, string.Join('\n', lines[(at + 1)..last]), at + 2));
                at = last;
            }
            else if (IsCode(lines[at]) && (at == 0 || lines[at - 1].Length == 0))
            {
                while (at + 1 < lines.Length
                    && (IsCode(lines[at + 1]) || (lines[at + 1].Length == 0 && IsCode(lines.ElementAtOrDefault(at + 2)))))
                {
                    at++;
                }

                var text = lines[first..(at + 1)].Select(line => line.Length == 0 ? line : line[Indentation.Length..]);
                blocks.Add(new(page, "sh", string.Join('\n', text), first + 1));
            }
            else
            {
                // An ellipsis stands for what the reader has to fill in.
                blocks.AddRange(InlineCommand().Matches(lines[at]).Select(match => match.Groups[1].Value)
                    .Where(command => !command.Contains("...", StringComparison.Ordinal))
                    .Select(command => new CodeBlock(page, "sh", command, first + 1)));
            }
        }

        return blocks;
    }

    private static bool IsCode(string? line) => line?.StartsWith(Indentation, StringComparison.Ordinal) == true;

    [GeneratedRegex(@"`((?:kubectl|k|kind|docker|\./sweep) [^`]+)`")]
    private static partial Regex InlineCommand();
}
