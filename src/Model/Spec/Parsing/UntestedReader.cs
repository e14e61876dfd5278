namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>untested</c>, the statements of the source that no claim tests, each with the reason.</summary>
internal static class UntestedReader
{
    public static readonly string[] Keys = ["says", "why", ClaimSourceReader.Key];

    private const int MaxStatements = 1_000;

    public static EquatableArray<UntestedStatement> Read(YamlNode node, ProblemList problems)
    {
        if (node is not YamlNode.Sequence list)
        {
            problems.Add(node, "untested", $"There is {node.Describe()} where a list is needed.",
                "Write `- {says: \"why is that?\", why: no figure tells}` lines under it.");
            return [];
        }

        if (list.Items.Count > MaxStatements)
        {
            problems.Add(node, "untested", $"There are {list.Items.Count:N0} statements.", $"The maximum is {MaxStatements:N0}.");
            return [];
        }

        return list.Items.Select((item, index) => ReadStatement(item, $"untested[{index}]", problems))
            .OfType<UntestedStatement>()
            .ToEquatableArray();
    }

    private static UntestedStatement? ReadStatement(YamlNode node, string path, ProblemList problems)
    {
        problems.ThrowIfCancelled();
        if (Section.Open(node, path, Keys, problems) is not { } section)
            return null;
        var says = Text("says", "Write says: and the statement or question.");
        var why = Text("why", "Write why: and the reason why no claim tests it.");
        var source = ClaimSourceReader.Read(section);
        return says is null || why is null ? null : new(says, why, source);

        string? Text(string key, string remedy) =>
            section.Require(key, remedy) is { } text ? ScalarReader.Text(text, section.PathOf(key), problems) : null;
    }
}
