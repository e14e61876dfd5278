namespace SweepCluster.Deploy.Tests.Guide;

/// <summary>One command of a shell script.</summary>
/// <param name="Words">Program and arguments without their quotes; substitutions such as <c>$(cat key)</c> stay as they are.</param>
/// <param name="Settings">Variables that are set for it, or, where there are no words, in the shell.</param>
/// <param name="Output">The file that it is redirected to.</param>
/// <param name="Document">The text of its here-document.</param>
/// <param name="Line">The line of the script in which it ends, from 1.</param>
internal sealed record ShellCommand(
    IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Settings, string? Output, string? Document, int Line)
{
    /// <summary>A command that is nothing but its words.</summary>
    public static ShellCommand FromWords(IReadOnlyList<string> words) =>
        new(words, new Dictionary<string, string>(), Output: null, Document: null, Line: 1);

    public string Program => Words.Count > 0 ? Words[0] : "";

    /// <summary>The options among the words, without their values.</summary>
    public IEnumerable<string> Options => Words.Skip(1).TakeWhile(word => word != "--")
        .Where(word => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]))
        .Select(word => word.Split('=')[0]);

    public override string ToString() => string.Join(' ', Words);
}
