using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>seeds</c>: a number, or a race.</summary>
internal static class RaceReader
{
    public const int MaxSeeds = 1_000_000;
    public const int MaxRacing = 1000;

    public static readonly string[] Keys = ["first", "most", "confidence", "indifference"];

    /// <summary>The greatest number of seeds of a configuration, and the race; null: every configuration has them all.</summary>
    public static (int Seeds, RaceSpec? Race) Read(YamlNode? node, ProblemList problems)
    {
        switch (node)
        {
            case null:
                return (1, null);
            case YamlNode.Mapping { Entries.Count: 1 } mapping when mapping.Find("race") is { Value: var race }:
                return ReadRace(race, problems) is { } read ? (read.Max, read) : (1, null);
            case YamlNode.Mapping:
                problems.Add(node, "seeds", "There is a mapping where a number or a race is needed.",
                    "Write seeds: 3, or seeds: {race: {first: 3, most: 30}}.");
                return (1, null);
            default:
                return (ScalarReader.Whole(node, "seeds", 1, MaxSeeds, problems) ?? 1, null);
        }
    }

    private static RaceSpec? ReadRace(YamlNode node, ProblemList problems)
    {
        Section? section = null;
        if (node is not YamlNode.Scalar { IsEmpty: true } && (section = Section.Open(node, "seeds.race", Keys, problems)) is null)
            return null;
        var before = problems.Count;
        var first = section?.Whole("first", 2, MaxRacing) ?? 3;
        var most = section?.Whole("most", 2, MaxRacing) ?? Math.Max(30, first);
        var confidence = Number("confidence", new(0.5, 1, LowIncluded: true, HighIncluded: false)) ?? 0.95;
        var indifference = Number("indifference", NumberRange.ZeroOrMore) ?? 0;
        if (problems.Count > before)
            return null;
        if (most >= first)
            return new(first, most, confidence, indifference);
        problems.Add(node, "seeds.race.most", $"A configuration has at most {most} seeds, but {first} before the first comparison.",
            $"Write most: {first} or more.");
        return null;

        double? Number(string key, NumberRange range) => section?.Find(key) is { } value
            ? ScalarReader.Number(value, section.PathOf(key), new(range), problems)
            : null;
    }
}
