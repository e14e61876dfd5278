using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SweepCluster.Contracts.Spec.Reading;

/// <summary>Turns YAML text into nodes with positions. Only the plain part of YAML is accepted: one document, no anchors, aliases or
/// tags, text as keys, each once. What is refused is reported, not thrown.</summary>
internal sealed class YamlTree
{
    private const int LongestFile = 1_000_000;
    private const int DeepestNesting = 12;

    private readonly Parser _parser;
    private readonly ProblemList _problems;

    private YamlTree(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The top-level mapping; null when there is none, which is then among the problems.</summary>
    public static YamlNode.Mapping? Read(string text, ProblemList problems)
    {
        if (text.Length > LongestFile)
        {
            problems.Add(new TextPosition(1, 1), "file", $"The file has {text.Length} characters.", $"A spec has at most {LongestFile}.");
            return null;
        }

        text = text.TrimStart('\uFEFF');
        try
        {
            var root = new YamlTree(text, problems).ReadDocument();
            if (root is YamlNode.Mapping mapping)
                return mapping;
            if (root is null or YamlNode.Scalar { IsEmpty: true })
                problems.Add(new TextPosition(1, 1), "file", "The file is empty.",
                    "A spec needs at least name: and dataset:, for example `name: first-try` and `dataset: glyphs`.");
            else
                problems.Add(root, "file", $"The file holds {root.Describe()} where a mapping is needed.",
                    "Write lines of the form `key: value`, such as `name: first-try`.");
        }
        catch (YamlException exception)
        {
            Report(exception, text, problems);
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
                    _problems.Add(At(start), "file", "A second YAML document starts here.",
                        "Write one sweep a file; remove the line `---`.");
                    return root;
                case NodeEvent or AnchorAlias:
                    root = ReadNode("", 0);
                    break;
            }
        }

        return root;
    }

    // On some malformed texts the parser breaks its own invariants and throws something else than its syntax errors.
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

    // The parser stands on the node's first event, and is left on its last.
    private YamlNode ReadNode(string path, int depth)
    {
        var happened = _parser.Current!;
        if (depth > DeepestNesting)
            throw new YamlException(happened.Start, happened.End, "too deep");
        if (happened is AnchorAlias alias)
        {
            _problems.Add(At(happened), Named(path), $"The alias '*{alias.Value}' is not supported.", "Write the value out.");
            return new YamlNode.Unreadable(At(happened));
        }

        // The parser lets some keys through that have neither colon nor value.
        if (happened is not NodeEvent node)
            throw new YamlException(happened.Start, happened.End, "a value is missing");
        if (!node.Anchor.IsEmpty)
            _problems.Add(At(happened), Named(path), $"The anchor '&{node.Anchor.Value}' is not supported.",
                "Remove it; a spec has no aliases.");
        if (!node.Tag.IsEmpty)
            _problems.Add(At(happened), Named(path), "YAML tags (words that start with !) are not supported.", "Write the plain value.");
        return happened switch
        {
            Scalar scalar => new YamlNode.Scalar(At(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain),
            SequenceStart => ReadSequence(path, depth),
            MappingStart => ReadMapping(path, depth),
            _ => throw new YamlException(happened.Start, happened.End, $"Unexpected {happened.GetType().Name}."),
        };
    }

    private YamlNode.Sequence ReadSequence(string path, int depth)
    {
        var position = At(_parser.Current!);
        var items = new List<YamlNode>();
        while (Advance() && _parser.Current is not SequenceEnd)
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
        return new(position, items.ToEquatableArray());
    }

    private YamlNode.Mapping ReadMapping(string path, int depth)
    {
        var position = At(_parser.Current!);
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, TextPosition>(StringComparer.Ordinal);
        while (Advance() && _parser.Current is not MappingEnd)
        {
            var key = ReadNode(path, depth + 1);
            var name = (key as YamlNode.Scalar)?.Text ?? "";
            var within = path.Length == 0 ? name : $"{path}.{name}";
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
            seen.TryAdd(name, key.Position);
        }

        return new(position, entries.ToEquatableArray());
    }

    private static string Named(string path) => path.Length == 0 ? "file" : path;

    private static TextPosition At(ParsingEvent happened) => At(happened.Start);

    private static TextPosition At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static void Report(YamlException exception, string text, ProblemList problems)
    {
        var position = At(exception.Start);
        if (exception.Message.EndsWith("too deep", StringComparison.Ordinal))
        {
            problems.Add(position, "file", $"Lists and mappings are nested more than {DeepestNesting} deep.",
                "No part of a spec needs that.");
            return;
        }

        var lines = text.Split('\n');
        var aboutTabs = exception.Message.Contains("tab", StringComparison.Ordinal);
        var tabbed = Array.FindIndex(lines, aboutTabs ? 0 : Math.Clamp(position.Line - 2, 0, lines.Length - 1), StartsWithTab);
        if (tabbed >= 0 && (aboutTabs || tabbed <= exception.End.Line))
        {
            var column = lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1;
            problems.Add(new TextPosition(tabbed + 1, column), "file", "The line is indented with a tab.",
                "YAML allows only spaces there.");
            return;
        }

        problems.Add(position, "file", $"This is not valid YAML: {Sentence(exception.Message)}",
            "Check that brackets and quotes are closed, that a space follows each colon, and the indentation, here and just above.");
    }

    private static bool StartsWithTab(string line) => line.TakeWhile(char.IsWhiteSpace).Contains('\t') && line.Trim().Length > 0;

    private static string Sentence(string message) => message.Trim().TrimEnd('.') + ".";
}
