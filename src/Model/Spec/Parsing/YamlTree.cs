using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Turns YAML text into nodes with positions. Only the plain part of YAML is accepted: one document, no tags, text as keys, each
/// once. Aliases and merge keys (<c>&lt;&lt;</c>) are expanded. Errors are reported, not thrown.</summary>
internal sealed class YamlTree
{
    public const int MaxFileBytes = 1_000_000;

    // A text of MaxFileBytes characters without aliases has fewer; aliases of aliases could expand to any number.
    public const int MaxNodes = 600_000;
    public const int DeepestNesting = 12;

    // The path of every value below a key contains the key.
    private const int MaxKeyInPath = 60;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private readonly string? _file;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlTree(string text, ProblemList problems, string? file)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
        _file = file;
    }

    /// <summary>The top-level mapping; null, with a problem, if there is none.</summary>
    /// <param name="file">The file for the positions, if it isn't the spec's own.</param>
    public static YamlNode.Mapping? Read(string text, ProblemList problems, string? file = null)
    {
        var start = new TextPosition(1, 1, file);
        if (text.Length > MaxFileBytes)
        {
            problems.Add(start, "file", $"The file has {text.Length} characters.", $"A spec has at most {MaxFileBytes}.");
            return null;
        }

        text = text.TrimStart('\uFEFF');
        try
        {
            var root = new YamlTree(text, problems, file).ReadDocument();
            if (root is YamlNode.Mapping mapping)
                return mapping;
            if (root is null or YamlNode.Scalar { IsEmpty: true })
                problems.Add(start, "file", "The file is empty.",
                    "A spec needs at least name: and dataset:, for example `name: first-try` and `dataset: glyphs`.");
            else
                problems.Add(root, "file", $"The file holds {root.Describe()} where a mapping is needed.",
                    "Write lines of the form `key: value`, such as `name: first-try`.");
        }
        catch (YamlException exception)
        {
            YamlErrors.Report(exception, text, problems, file);
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        YamlNode? root = null;
        while (Advance())
        {
            switch (_parser.Current)
            {
                case DocumentStart start when root is not null:
                    _problems.Add(PositionOf(start), "file", "A second YAML document starts here.",
                        "Write one sweep a file; remove the line `---`.");
                    return root;
                case NodeEvent or AnchorAlias:
                    root = ReadNode("", 0);
                    break;
            }
        }

        return root;
    }

    // For some malformed texts the parser violates its own invariants and throws other exceptions than its syntax errors.
    private bool Advance()
    {
        var position = _parser.Current?.End ?? Mark.Empty;
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or FormatException or OverflowException)
        {
            throw new YamlException(position, position, "the text can't be read from here on", exception);
        }
    }

    // The parser is at the node's first event, and is left at its last.
    private YamlNode ReadNode(string path, int depth)
    {
        _problems.ThrowIfCancelled();
        var happened = _parser.Current!;
        if (depth > DeepestNesting)
            throw new YamlException(happened.Start, happened.End, "too deep");
        _nodes++;
        if (happened is AnchorAlias alias)
            return ReadAlias(alias, path, depth);

        // The parser accepts some keys that have neither colon nor value.
        if (happened is not NodeEvent node)
            throw new YamlException(happened.Start, happened.End, "a value is missing");
        if (!node.Tag.IsEmpty)
            _problems.Add(
                PositionOf(happened), Named(path), "YAML tags (words that start with !) are not supported.", "Write the plain value.");
        var read = ReadPlain(happened, path, depth);
        // Set only now: a value can't contain itself. A name that is given again applies from there on, as in YAML.
        if (!node.Anchor.IsEmpty)
            _anchors[node.Anchor.Value] = read;
        return read;
    }

    private YamlNode ReadAlias(AnchorAlias alias, string path, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            _problems.Add(PositionOf(alias), Named(path),
                $"There is no anchor '&{alias.Value.Value}' above the alias '*{alias.Value.Value}'.",
                $"Write &{alias.Value.Value} before the value that it stands for.");
            return new YamlNode.Unreadable(PositionOf(alias));
        }

        var (size, height) = Measure(node);
        if (depth + height > DeepestNesting)
            throw new YamlException(alias.Start, alias.End, "too deep");
        if (_nodes + size > MaxNodes)
            throw new YamlException(alias.Start, alias.End, "too many aliases");
        _nodes += size;
        return node;
    }

    private static (int Size, int Height) Measure(YamlNode node)
    {
        var within = node switch
        {
            YamlNode.Sequence list => list.Items.Select(Measure),
            YamlNode.Mapping mapping => mapping.Entries.Select(entry => Measure(entry.Value)),
            _ => [],
        };
        var (size, height) = (1, 0);
        foreach (var (innerSize, innerHeight) in within)
            (size, height) = (size + innerSize, Math.Max(height, innerHeight + 1));
        return (size, height);
    }

    private YamlNode ReadPlain(ParsingEvent happened, string path, int depth) => happened switch
    {
        Scalar scalar => new YamlNode.Scalar(PositionOf(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain),
        SequenceStart => ReadSequence(path, depth),
        MappingStart => ReadMapping(path, depth),
        _ => throw new YamlException(happened.Start, happened.End, $"Unexpected {happened.GetType().Name}."),
    };

    private YamlNode.Sequence ReadSequence(string path, int depth)
    {
        var position = PositionOf(_parser.Current!);
        var items = new List<YamlNode>();
        while (Advance() && _parser.Current is not SequenceEnd)
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
        return new(position, items.ToEquatableArray());
    }

    private YamlNode.Mapping ReadMapping(string path, int depth)
    {
        var position = PositionOf(_parser.Current!);
        var entries = new List<YamlEntry>();
        var hasMerges = false;
        var seen = new Dictionary<string, TextPosition>(StringComparer.Ordinal);
        while (Advance() && _parser.Current is not MappingEnd)
        {
            var key = ReadNode(path, depth + 1);
            var name = (key as YamlNode.Scalar)?.Text ?? "";
            var part = ShortText.Cut(name, MaxKeyInPath);
            var within = path.Length == 0 ? part : $"{path}.{part}";
            if (!Advance())
                break;
            var value = ReadNode(within, depth + 1);
            if (key is not YamlNode.Scalar scalar)
                _problems.Add(key, Named(path), $"A key is {key.Describe()}.", "Keys are names.");
            else if (seen.TryGetValue(name, out var first))
                _problems.Add(key, within, $"The key '{name}' stands here a second time; it was first given on line {first.Line}.",
                    "Keep one of the two.");
            else
                entries.Add(new(scalar, value));
            hasMerges |= YamlMerge.IsKey(key);
            seen.TryAdd(name, key.Position);
        }

        var written = new YamlNode.Mapping(position, entries.ToEquatableArray());
        return hasMerges ? YamlMerge.Resolve(written, Named(path), _problems) : written;
    }

    private static string Named(string path) => path.Length == 0 ? "file" : path;

    private TextPosition PositionOf(ParsingEvent happened) => PositionOf(happened.Start, _file);

    internal static TextPosition PositionOf(Mark mark, string? file) => new((int)mark.Line, (int)mark.Column, file);
}
