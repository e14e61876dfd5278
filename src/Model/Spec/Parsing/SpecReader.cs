using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>The result of reading a spec.</summary>
/// <param name="Spec">The spec; null if and only if there are problems.</param>
/// <param name="Problems">All problems of the file, in its order.</param>
public sealed record SpecReading(SweepSpec? Spec, IReadOnlyList<SpecProblem> Problems);

/// <summary>Reads sweep specs. The format is described in <c>docs/spec.md</c>.</summary>
public static partial class SpecReader
{
    public const string NamePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    internal const int MaxNameLength = 60;

    /// <summary>Maximum number of random samples: each is compared with all before it.</summary>
    internal const int MaxSamples = 1_000_000;

    /// <summary>Reads a spec. It never throws because of the text: every problem is part of the result.</summary>
    public static SpecReading Read(string yaml) => ReadCancellable(yaml, CancellationToken.None);

    /// <summary>Does the same for a text from elsewhere, whose reading may take seconds.</summary>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static SpecReading ReadCancellable(string yaml, CancellationToken cancellation)
    {
        var problems = new ProblemList(cancellation);
        var root = YamlTree.Read(yaml, problems);
        if (root?.Find(SpecExtension.Key) is { } extends)
            problems.Add(
                extends.Key, SpecExtension.Key, "Only a spec in a file can extend another file.", "Write out what the other file holds.");
        return Read(yaml, root, problems);
    }

    /// <summary>Reads a spec that may extend other files. Its text is then the merged one, which needs no other file.</summary>
    /// <param name="path">Path of the file that contains <paramref name="yaml"/>; extended files are found relative to it.</param>
    /// <param name="readText">Reads another file, as <see cref="File.ReadAllText(string)"/> does.</param>
    /// <param name="overrides">Changes of the spec, which become part of its text; null for none.</param>
    public static SpecReading Read(
        string yaml, string path, Func<string, string> readText, IReadOnlyList<SpecOverride>? overrides = null)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read(yaml, problems);
        var changes = overrides ?? [];
        if (root is null || (root.Find(SpecExtension.Key) is null && changes.Count == 0))
            return Read(yaml, root, problems);
        var merged = new SpecExtension(path, readText, problems).Resolve(root);
        if (merged is not null && changes.Count > 0)
            merged = new OverrideApplier(problems).Apply(merged, changes);
        // A tree with problems can't be written; its spec isn't used either.
        return Read(merged is null || problems.Count > 0 ? yaml : YamlText.Write(merged), merged, problems);
    }

    private static SpecReading Read(string text, YamlNode.Mapping? root, ProblemList problems)
    {
        var spec = root is null ? null : ReadTop(text, root, problems);
        if (text.Length > YamlTree.MaxFileBytes && problems.Count == 0)
            problems.Add(
                root!,
                SpecExtension.Key,
                $"With what it extends the spec has {text.Length} characters.",
                $"A spec has at most {YamlTree.MaxFileBytes}.");
        return new(problems.Count == 0 ? spec : null, problems.Sorted());
    }

    private static SweepSpec? ReadTop(string yaml, YamlNode.Mapping root, ProblemList problems)
    {
        var top = Section.Open(root, "file", SpecKeys.Top, problems, SpecKeys.ExplainTop)!;
        var name = ReadName(top, problems);
        var data = DataReader.Read(top, problems);
        var search = ReadSearch(top.Find("search"), problems);
        // An invalid split has been reported; settings that need one are then not reported as well.
        var kind = RangeTestReader.Kind(top, problems);
        var hasSplit = data?.Split.Kind is not SplitKind.None || top.Find("split") is YamlNode.Mapping;
        var metrics = new ObjectiveReader(hasSplit, kind, problems);
        var objective = metrics.Objective(top.Find("objective"));
        var runs = ConfigurationsReader.Read(top, search, kind, problems);
        var stopping = new StoppingReader(problems);
        var (seeds, race) = RaceReader.Read(top.Find("seeds"), problems);
        var spec = new SweepSpec
        {
            Text = yaml,
            Name = name ?? "",
            Description = top.Find("description") is { } description ? ScalarReader.Text(description, "description", problems) ?? "" : "",
            Tags = ReadTags(top.Find("tags"), problems),
            Kind = kind,
            Range = RangeTestReader.Settings(top, kind, problems),
            RangeTest = RangeTestReader.Source(top.Find("range_test"), problems),
            Rates = RangeTestReader.Rates(top.Find("rates"), problems),
            Data = data ?? new() { Dataset = "", Split = SplitSettings.None },
            Seed = ReadSeed(top.Find("seed"), problems),
            Seeds = seeds,
            Race = race,
            Search = search,
            Base = runs.Base,
            Space = runs.Space,
            Configurations = runs.Explicit,
            Objective = objective,
            EarlyStopping = kind == SweepKind.RangeTest ? null : metrics.EarlyStopping(top.Find("early_stopping"), objective),
            Checkpoints = metrics.Checkpoints(top.Find("checkpoints"), objective),
            Stopping = stopping.Read(top.Find("stopping")),
            Parallelism = top.Whole("parallelism", 1, StoppingReader.MaxParallelism) ?? SweepSpec.DefaultParallelism,
            Limits = top.Find("limits") is { } limits ? LimitsReader.Read(limits, problems) : new(),
            Cluster = top.Find("cluster") is { } cluster ? ClusterReader.Read(cluster, problems) : new(),
            Published = top.Find("published") is { } published ? PublishedReader.Read(published, problems, runs.Occurs) : [],
            Claims = top.Find("claims") is { } claims
                ? ClaimsReader.Read(claims, objective, hasSplit, runs, problems)
                : [],
            Untested = top.Find("untested") is { } untested ? UntestedReader.Read(untested, problems) : [],
            Looks = top.Whole("looks", 1, SweepSpec.MaxLooks) ?? SweepSpec.MaxLooks,
        };
        RangeTestReader.CheckSource(spec, top, problems);
        stopping.Check(spec, top);
        if (problems.Count == 0)
            RepeatCheck.Check(spec, top.Find("configurations"), problems);
        if (problems.Count == 0 && root.Find("space") is { } axes && !IsNumerable(spec))
        {
            problems.Add(axes.Key, "space", $"The grid has more than {long.MaxValue:N0} trials, more than can be numbered.",
                "Use fewer axes, fewer values, or `search: {random: N}`.");
        }

        return spec;
    }

    // Trials are numbered: grid cells and explicit configurations, once for each seed.
    private static bool IsNumerable(SweepSpec spec) => spec.Search.Kind != SearchKind.Grid
        || (SpaceCells.Count(spec.Space) is { } cells && ((Int128)cells + spec.Configurations.Count) * spec.Seeds <= long.MaxValue);

    private static string? ReadName(Section top, ProblemList problems)
    {
        if (top.Require("name", "Add for example `name: first-try`.") is not { } node
            || ScalarReader.Text(node, "name", problems) is not { } name)
            return null;
        if (Name().IsMatch(name) && name.Length <= MaxNameLength)
            return name;
        var slug = string.Join('-', NotInNames().Split(name.ToLowerInvariant()).Where(part => part.Length > 0));
        problems.Add(node, "name", $"{node.Describe()} is not a name.",
            $"A name has up to {MaxNameLength} lower-case letters and digits, with single dashes between them"
            + (slug.Length is > 0 and <= MaxNameLength ? $": {slug}." : "."));
        return null;
    }

    private static EquatableArray<string> ReadTags(YamlNode? node, ProblemList problems)
    {
        if (node is null)
            return [];
        if (node is not YamlNode.Sequence list)
        {
            problems.Add(node, "tags", $"There is {node.Describe()} where a list is needed.", "Write tags: [first, second].");
            return [];
        }

        return list.Items.Select((item, index) => ScalarReader.Text(item, $"tags[{index}]", problems)).OfType<string>().ToEquatableArray();
    }

    private static ulong ReadSeed(YamlNode? node, ProblemList problems)
    {
        if (node is null)
            return 1;
        var digits = node is YamlNode.Scalar { Quoted: false } scalar ? scalar.Text.Replace("_", "", StringComparison.Ordinal) : "";
        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return seed;
        problems.Add(node, "seed", $"{node.Describe()} is not a seed.", $"Allowed: a whole number from 0 to {ulong.MaxValue}.");
        return 1;
    }

    private static SearchSpec ReadSearch(YamlNode? node, ProblemList problems)
    {
        const string allowed = "Write search: grid, search: {random: 100}, or search: {sobol: 100}.";
        switch (node)
        {
            case null or YamlNode.Scalar { Text: "grid" }:
                return new(SearchKind.Grid);
            case YamlNode.Mapping { Entries.Count: 1 } mapping when mapping.Find("random") is { Value: var samples }:
                return new(SearchKind.Random, ScalarReader.Whole(samples, "search.random", 1, MaxSamples, problems) ?? 1);
            case YamlNode.Mapping { Entries.Count: 1 } mapping when mapping.Find("sobol") is { Value: var points }:
                return new(SearchKind.Sobol, ScalarReader.Whole(points, "search.sobol", 1, MaxSamples, problems) ?? 1);
            default:
                problems.Add(node, "search", $"There is {node.Describe()} where a kind of search is needed.", allowed);
                // Random rather than grid, so that ranges without points aren't reported for the wrong reason.
                return new(SearchKind.Random, 1);
        }
    }

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInNames();
}
