namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>source</c>, the place and the words that a claim or a published figure comes from.</summary>
internal static class ClaimSourceReader
{
    public const string Key = "source";

    public static readonly string[] Keys = ["cell", "words"];

    /// <summary>The source of a section; null without one, and with a problem if it is not valid.</summary>
    public static ClaimSource? Read(Section owner)
    {
        if (owner.Find(Key) is not { } node || Section.Open(node, owner.PathOf(Key), Keys, owner.Problems) is not { } section)
            return null;
        var texts = Keys.Select(key => section.Find(key) is { } text
            ? ScalarReader.Text(text, section.PathOf(key), owner.Problems) ?? ""
            : "").ToArray();
        if (Keys.All(key => section.Find(key) is null) && !section.HasMisspelt(Keys))
        {
            owner.Problems.Add(node, owner.PathOf(Key), "The source names neither a cell nor words.",
                "Write source: {cell: 14, words: \"what is said there\"}, or remove the key.");
        }

        return new(texts[0], texts[1]);
    }
}
