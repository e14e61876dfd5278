namespace SweepCluster.Model.Spec.Parsing;

/// <summary>A position in a file; line and column are counted from 1.</summary>
/// <param name="File">The extended file; null for the spec itself.</param>
internal readonly record struct TextPosition(int Line, int Column, string? File = null);

/// <summary>A part of the file.</summary>
internal abstract record YamlNode(TextPosition Position)
{
    /// <summary>A description for messages: "a list", "a mapping", or the text itself.</summary>
    public abstract string Describe();

    internal sealed record Scalar(TextPosition Position, string Text, bool Quoted) : YamlNode(Position)
    {
        private const int MaxDescribed = 60;

        public bool IsEmpty => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";

        public override string Describe() => IsEmpty ? "nothing" : $"'{ShortText.Cut(Text, MaxDescribed)}'";
    }

    internal sealed record Sequence(TextPosition Position, EquatableArray<YamlNode> Items) : YamlNode(Position)
    {
        public override string Describe() => "a list";
    }

    internal sealed record Mapping(TextPosition Position, EquatableArray<YamlEntry> Entries) : YamlNode(Position)
    {
        public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);

        public override string Describe() => "a mapping";
    }

    /// <summary>A part that was reported already, about which no further problem is reported.</summary>
    internal sealed record Unreadable(TextPosition Position) : YamlNode(Position)
    {
        public override string Describe() => "something unreadable";
    }
}

internal sealed record YamlEntry(YamlNode.Scalar Key, YamlNode Value);
