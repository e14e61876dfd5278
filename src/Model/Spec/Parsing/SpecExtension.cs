namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Resolves <c>extends: FILE</c>: the keys of another file apply where a spec doesn't have its own.</summary>
/// <param name="path">The path of the spec.</param>
/// <param name="readText">Reads a file, as <see cref="File.ReadAllText(string)"/> does.</param>
internal sealed class SpecExtension(string path, Func<string, string> readText, ProblemList problems)
{
    public const string Key = "extends";

    private const int MaxFiles = 16;

    // Sections whose keys are merged one by one. In the others one key excludes another, as in split:.
    private static readonly string[] Merged = ["range", "base", "space", "objective", "early_stopping", "checkpoints", "limits", "cluster"];

    /// <summary>The mapping with all that it extends, and without the key itself; null, with a problem, if a file can't be used.</summary>
    public YamlNode.Mapping? Resolve(YamlNode.Mapping root) => Resolve(root, path, [Path.GetFullPath(path)]);

    private YamlNode.Mapping? Resolve(YamlNode.Mapping own, string file, IReadOnlyList<string> above)
    {
        if (own.Find(Key) is not { Value: var node })
            return own;
        var rest = new YamlNode.Mapping(own.Position, own.Entries.Where(entry => entry.Key.Text != Key).ToEquatableArray());
        if (ScalarReader.Text(node, Key, problems) is not { } name)
            return null;
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(node, Key, "The path of a file has no character 0.", "Give the path relative to this file.");
            return null;
        }

        var other = Path.Combine(Path.GetDirectoryName(file) ?? "", name);
        var full = Path.GetFullPath(other);
        if (above.Contains(full) || above.Count >= MaxFiles)
        {
            problems.Add(
                node, Key, above.Contains(full)
                    ? $"The file '{other}' extends itself: {string.Join(" -> ", above.Append(full).Select(Path.GetFileName))}."
                    : $"More than {MaxFiles} files extend each other.", "Remove one of the extends: lines.");
            return null;
        }

        return Read(node, other) is { } text && YamlTree.Read(text, problems, other) is { } read
            && Resolve(read, other, [.. above, full]) is { } below
            ? Merge(below, rest)
            : null;
    }

    private string? Read(YamlNode node, string other)
    {
        try
        {
            return readText(other);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(node, Key, $"There is no file '{other}'.", "Give the path relative to this file.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(
                node, Key, $"The file '{other}' can't be read ({error.Message.TrimEnd('.')}).", "Give the path of a readable file.");
        }

        return null;
    }

    // Keys keep the order of the extended file; new ones follow. Axes then vary in that order.
    private static YamlNode.Mapping Merge(YamlNode.Mapping below, YamlNode.Mapping above, bool isTop = true)
    {
        var entries = below.Entries.Select(entry => above.Find(entry.Key.Text) is { } own ? Merge(entry, own, isTop) : entry);
        return new(above.Position, [.. entries, .. above.Entries.Where(entry => below.Find(entry.Key.Text) is null)]);
    }

    private static YamlEntry Merge(YamlEntry below, YamlEntry above, bool isTop) =>
        isTop && Merged.Contains(above.Key.Text) && below.Value is YamlNode.Mapping lower && above.Value is YamlNode.Mapping upper
            ? new(above.Key, Merge(lower, upper, isTop: false))
            : above;
}
