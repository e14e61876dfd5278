using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reports explicit configurations that train the same with all defaults filled in.</summary>
internal static class RepeatCheck
{
    /// <param name="spec">A spec without problems so far.</param>
    public static void Check(SweepSpec spec, YamlNode? node, ProblemList problems)
    {
        if (node is not YamlNode.Sequence list)
            return;
        // Rates that range tests have yet to find count as one unknown number, so that the result doesn't depend on them.
        var unsettled = spec with { Rates = [new([], double.NaN)] };
        var seen = new Dictionary<TrialConfiguration, int>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            problems.ThrowIfCancelled();
            var configuration = ConfigurationResolver.Resolve(unsettled, spec.Configurations[i]);
            if (!seen.TryAdd(configuration, i))
                problems.Add(list.Items[i], $"configurations[{i}]",
                    $"The configuration is the same as configurations[{seen[configuration]}], once defaults are filled in.",
                    "Remove one (for repeats, set seeds:).");
        }
    }
}
