using System.Text.RegularExpressions;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Results.Sweeps;

/// <summary>Names that new sweeps can't have, because they have another meaning on the command line. Recorded sweeps keep such a name, and
/// are found by their ids, such as <c>latest-1</c>.</summary>
public static partial class ReservedNames
{
    /// <summary>The problem with a spec's name; null if the name is free.</summary>
    public static SpecProblem? Find(SweepSpec spec)
    {
        if (spec.Name != SweepLookup.Latest)
            return null;
        var line = spec.Text.Split('\n').Index().FirstOrDefault(line => NameLine().IsMatch(line.Item)).Index;
        return new(
            line + 1, 1, "name", $"'{spec.Name}' stands for the newest sweep in commands such as ./sweep show {spec.Name}.",
            "Choose another name.");
    }

    [GeneratedRegex("""^["']?name["']?\s*:""", RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
