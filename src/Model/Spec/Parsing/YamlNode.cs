namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Where something stands; line and column from 1.</summary>
/// <param name="File">The file that a spec extends, where it stands there; null: the spec itself.</param>
internal readonly record struct TextPosition(int Line, int Column, string? File = null);

/// <summary>A part of the file.</summary>
internal abstract record YamlNode(TextPosition Position)
{
    /// <summary>For messages: "a list", "a mapping", or the text itself.</summary>
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

    /// <summary>Something already reported, about which nothing more is said.</summary>
    internal sealed record Unreadable(TextPosition Position) : YamlNode(Position)
    {
        public override string Describe() => "something unreadable";
    }
}

internal sealed record YamlEntry(YamlNode.Scalar Key, YamlNode Value);
