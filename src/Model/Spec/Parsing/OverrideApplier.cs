using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Applies overrides to the tree of a spec. Their values get the option as their place, so that every problem names it.</summary>
internal sealed partial class OverrideApplier(ProblemList problems)
{
    private const string BaseKey = "base";
    private const string SpaceKey = "space";

    /// <summary>The tree with the overrides, applied in their order. An override that can't be applied becomes a problem.</summary>
    public YamlNode.Mapping Apply(YamlNode.Mapping root, IReadOnlyList<SpecOverride> overrides)
    {
        foreach (var change in overrides)
        {
            // Line 0: an option has no lines.
            var place = new TextPosition(0, 0, change.Origin);
            var keys = change.Path.Split('.');
            if (!keys.All(key => Key().IsMatch(key)))
            {
                problems.Add(
                    place, "file", $"'{change.Path}' is not the path of a setting.",
                    "Give keys of the spec with dots between them, such as base.lr, space.width or seeds.");
            }
            else if (TryParse(change, place, out var value))
            {
                root = Set(root, keys, value, change, place, keys[0]);
            }
        }

        // Only now: a later override may remove what hides an earlier one.
        foreach (var change in overrides)
            CheckIsSeen(root, change);
        return root;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    private YamlNode.Mapping Set(
        YamlNode.Mapping node, ReadOnlySpan<string> keys, YamlNode? value, SpecOverride change, TextPosition place, string path)
    {
        var key = keys[0];
        var found = node.Find(key);
        if (keys.Length == 1)
        {
            if (value is not null)
                return With(node, key, change.IsAdded ? Added(found?.Value, value, place) : value, place);
            if (found is null)
                problems.Add(place, path, "There is no such key to remove.", "Leave the option out, or give a value after the =.");
            return node with { Entries = [.. node.Entries.Where(entry => entry.Key.Text != key)] };
        }

        switch (found?.Value)
        {
            case null or YamlNode.Scalar { IsEmpty: true }:
                return With(node, key, Set(new(place, []), keys[1..], value, change, place, $"{path}.{keys[1]}"), place);
            case YamlNode.Mapping within:
                return With(node, key, Set(within, keys[1..], value, change, place, $"{path}.{keys[1]}"), place);
            case var other:
                problems.Add(
                    place, path, $"The spec has {other.Describe()} there, which has no key '{keys[1]}'.",
                    $"Replace all of it: --set {path}={{{keys[1]}: ...}}.");
                return node;
        }
    }

    // The order of the keys stays: it is the order in which axes vary.
    private static YamlNode.Mapping With(YamlNode.Mapping node, string key, YamlNode value, TextPosition place) => node.Find(key) is null
        ? node with { Entries = [.. node.Entries, new(new(place, key, false), value)] }
        : node with
        {
            Entries = [.. node.Entries.Select(entry => entry.Key.Text == key ? new(new(place, key, false), value) : entry)],
        };

    private static YamlNode Added(YamlNode? list, YamlNode value, TextPosition place) => list switch
    {
        YamlNode.Sequence found => found with { Items = [.. found.Items, value] },
        null or YamlNode.Scalar { IsEmpty: true } => new YamlNode.Sequence(place, [value]),
        // Not a list, which the reader reports.
        _ => list,
    };

    private void CheckIsSeen(YamlNode.Mapping root, SpecOverride change)
    {
        if (change.Path.Split('.') is not [BaseKey, var setting] || change.Value.Length == 0)
            return;
        var place = new TextPosition(0, 0, change.Origin);
        if (root.Find(SpaceKey)?.Value is YamlNode.Mapping space && space.Find(setting) is not null)
        {
            problems.Add(
                place, change.Path, $"The value has no effect, because {SpaceKey} varies {setting}.",
                $"Write --set {SpaceKey}.{setting}=[...], or remove the axis with --set {SpaceKey}.{setting}=.");
        }
        else if (root.Find("configurations")?.Value is YamlNode.Sequence { Items.Count: > 0 } listed
            && listed.Items.All(item => item is YamlNode.Mapping own && own.Find(setting) is not null)
            && root.Find(SpaceKey) is null)
        {
            problems.Add(
                place, change.Path, $"The value has no effect, because every entry of configurations has its own {setting}.",
                "Change the entries in the file.");
        }
    }

    private bool TryParse(SpecOverride change, TextPosition place, out YamlNode? value)
    {
        value = null;
        if (change.Value.Length == 0)
            return true;
        var own = new ProblemList();
        if (!change.Value.Contains('\n', StringComparison.Ordinal)
            && YamlTree.Read($"x: {change.Value}", own) is { Entries: [var only] }
            && own.Count == 0)
        {
            value = Move(only.Value, place);
            return true;
        }

        problems.Add(
            place, change.Path, $"'{ShortText.Cut(change.Value, 60)}' is not a YAML value on one line.",
            "Write a number, a word, a list such as [32,64] or a mapping such as {log: [0.001, 0.1]}; quote it for the shell.");
        return false;
    }

    private static YamlNode Move(YamlNode node, TextPosition place) => node switch
    {
        YamlNode.Sequence list => new YamlNode.Sequence(place, [.. list.Items.Select(item => Move(item, place))]),
        YamlNode.Mapping mapping => new YamlNode.Mapping(
            place, [.. mapping.Entries.Select(entry => new YamlEntry(entry.Key with { Position = place }, Move(entry.Value, place)))]),
        _ => node with { Position = place },
    };
}
