namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Finds the name that a user probably meant.</summary>
public static class NearestName
{
    // Names of these settings in other tools.
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["learning_rate"] = "lr",
        ["batch_size"] = "batch",
        ["epsilon"] = "eps",
        ["units"] = "width",
        ["neurons"] = "width",
        ["layers"] = "depth",
        ["hidden_layers"] = "hidden",
        ["initializer"] = "init",
        ["kernel_initializer"] = "init",
        ["bias_initializer"] = "bias_init",
        ["beta_1"] = "beta1",
        ["beta_2"] = "beta2",
        ["alpha"] = "rho",
        ["decay"] = "rho",
        ["clipnorm"] = "clip_norm",
        ["clipvalue"] = "clip_value",
        ["parameters"] = "space",
        ["metric"] = "objective",
        ["validation_split"] = "split",
        ["swish"] = "gelu",
        ["xavier"] = "glorot_uniform",
        ["accuracy"] = "val_accuracy",
        ["loss"] = "val_loss",
    };

    // Comparing two names takes the product of their lengths.
    private const int MaxLength = 100;

    /// <summary>The candidate at the minimum edit distance from <paramref name="name"/>; null if none is near, or the name is
    /// long.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var written = Normalise(name);
        if (written.Length is < 3 or > MaxLength)
            return null;
        string? nearest = null;
        var smallest = 1 + Math.Max(1, written.Length / 3);
        foreach (var candidate in candidates)
        {
            if (Synonyms.GetValueOrDefault(written) == candidate)
                return candidate;
            var distance = Distance(written, Normalise(candidate), smallest);
            if (distance < smallest)
                (nearest, smallest) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>The candidates near <paramref name="name"/>, nearest first: those within a small edit distance, then those that it begins.
    /// Leading dashes don't count. Empty if there are none, or the name is a single character or long.</summary>
    public static IReadOnlyList<string> FindAll(string name, IReadOnlyCollection<string> candidates)
    {
        var written = Normalise(name.TrimStart('-'));
        if (written.Length is < 2 or > MaxLength)
            return [];
        var limit = 1 + Math.Max(1, written.Length / 3);
        return
        [
            .. candidates.Select(candidate => (Name: candidate, Text: Normalise(candidate.TrimStart('-'))))
                .Select(candidate => (candidate.Name, candidate.Text, Distance: Distance(written, candidate.Text, limit)))
                .Where(candidate => candidate.Distance < Math.Min(limit, candidate.Text.Length)
                    || candidate.Text.StartsWith(written, StringComparison.Ordinal))
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Select(candidate => candidate.Name),
        ];
    }

    /// <summary>"Did you mean 'x'? " or nothing.</summary>
    public static string Question(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $"Did you mean '{nearest}'? " : "";

    /// <summary>The number of insertions, deletions, substitutions and swaps of neighbours (optimal string alignment; Damerau 1964). Stops
    /// at <paramref name="limit"/>.</summary>
    internal static int Distance(string left, string right, int limit = int.MaxValue)
    {
        if (Math.Abs(left.Length - right.Length) >= limit)
            return limit;
        var before = new int[right.Length + 1];
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(substituted, 1 + Math.Min(previous[j], current[j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[right.Length];
    }

    private static string Normalise(string name) => name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
}
