using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Plan;

/// <summary>The size and cost of a sweep, computed before it runs.</summary>
/// <param name="Configurations">Number of grid cells or random samples, and of explicit configurations.</param>
/// <param name="Trials">Configurations times seeds.</param>
/// <param name="SmallestParameters">Number of parameters of the smallest network.</param>
/// <param name="LargestParameters">Number of parameters of the largest network.</param>
/// <param name="MultiplyAdds">Cost of all trials: 3 per parameter, training image and epoch, one for the forward pass and two for the
/// backward pass (which counts as 6 floating-point operations; Kaplan et al. 2020, "Scaling laws for neural language models", section 2.1).
/// Validation and testing are not counted, and early stopping is not considered.</param>
/// <param name="Estimated">Whether the cost comes from a sample of 100,000 configurations, one drawn from each of as many equal parts of
/// their numbers. The sizes then come from the sample too, unless a grid has at most 100,000 different networks.</param>
public sealed record SweepPlan(
    long Configurations, long Trials, long SmallestParameters, long LargestParameters, double MultiplyAdds, bool Estimated)
{
    /// <summary>Why there are fewer configurations than the spec's search says, for people; null if there are not fewer.</summary>
    public string? Shortfall { get; init; }

    internal const int MaxEvaluated = 100_000;

    private static readonly string[] DecidingSize = [SettingNames.Hidden, SettingNames.Width, SettingNames.Depth];

    private static readonly string[] DecidingCost = [.. DecidingSize, SettingNames.Epochs];

    /// <summary>Creates the plan of a validated spec. A grid is never visited cell by cell: its cells are counted for each combination of
    /// the settings that decide size and cost, so that the result is exact while there are at most 100,000 such combinations.</summary>
    /// <param name="trainImages">Number of training images before the split.</param>
    /// <exception cref="SweepException">The space has more cells than can be numbered.</exception>
    public static SweepPlan Create(SweepSpec spec, int pixels, int classes, int trainImages)
    {
        var configurations = SweepConfigurations.Find(spec);
        var images = trainImages - spec.Data.Split.ValidationCount(trainImages);
        var tally = new Tally(spec, pixels, classes);
        foreach (var configuration in spec.Configurations)
            tally.Add(configuration, 1);
        var shortfall = FindShortfall(spec, configurations.Count - spec.Configurations.Count);
        var exact = spec.Search.Kind == SearchKind.Grid && shortfall is null && AddGrid(spec, tally);
        var estimated = !exact && AddSample(configurations, spec.Configurations.Count, spec.Seed, tally);
        var trials = TrialNumbering.TrialCount(configurations.Count, spec.Seeds);
        return new(configurations.Count, trials, tally.Smallest, tally.Largest, 3.0 * tally.Cost * images * spec.Seeds, estimated)
        {
            Shortfall = shortfall,
        };
    }

    private static string? FindShortfall(SweepSpec spec, long found)
    {
        if (spec.Space.Count == 0)
            return null;
        if (spec.Search.Kind != SearchKind.Grid)
            return found == spec.Search.Samples ? null : string.Create(CultureInfo.InvariantCulture,
                $"{(spec.Search.Kind == SearchKind.Sobol ? "sobol" : "random")}: {spec.Search.Samples:N0} finds {found:N0} different "
                + $"configuration{(found == 1 ? "" : "s")}");
        // The searcher of the spec has already counted them.
        var cells = SpaceCells.Count(spec.Space)!.Value;
        return found == cells ? null : string.Create(CultureInfo.InvariantCulture,
            $"{cells - found:N0} of {cells:N0} cells repeat{(cells - found == 1 ? "s" : "")} a configuration and "
            + $"{(cells - found == 1 ? "is" : "are")} left out");
    }

    // Returns whether the cost is complete. The sizes are complete if they have fewer combinations than the cost.
    private static bool AddGrid(SweepSpec spec, Tally tally)
    {
        if (spec.Space.Count == 0)
            return true;
        var costs = Combinations(spec, DecidingCost);
        foreach (var combination in costs ?? Combinations(spec, DecidingSize) ?? [])
            tally.Add(combination.Assignments, costs is null ? 0 : SpaceCells.Count(combination.Cells)!.Value);
        return costs is not null;
    }

    private static SpaceCombination[]? Combinations(SweepSpec spec, string[] settings)
    {
        var combinations = SpaceCombinations.Enumerate(spec.Space, settings).Take(MaxEvaluated + 1).ToArray();
        return combinations.Length > MaxEvaluated ? null : combinations;
    }

    // Returns whether configurations were left out.
    private static bool AddSample(SweepConfigurations configurations, long first, ulong seed, Tally tally)
    {
        var count = configurations.Count - first;
        var sampled = Math.Min(count, MaxEvaluated);
        var random = new Philox(seed, 0, RandomPurpose.Proposal, uint.MaxValue);
        for (var i = 0L; i < sampled; i++)
        {
            // One is drawn from each part: a fixed position in each would hit the same few values of the last axes.
            var (start, end) = (Part(i), Part(i + 1));
            var number = Math.Min(end - 1, start + (long)(random.Uniform((ulong)i) * (end - start)));
            tally.Add(configurations.Propose(first + number), (double)count / sampled);
        }

        return sampled < count;

        long Part(long index) => (long)((Int128)index * count / sampled);
    }

    private sealed class Tally(SweepSpec spec, int pixels, int classes)
    {
        public long Smallest { get; private set; } = long.MaxValue;

        public long Largest { get; private set; }

        /// <summary>The sum of parameters times epochs.</summary>
        public double Cost { get; private set; }

        public void Add(EquatableArray<SettingAssignment> assignments, double cells)
        {
            // The other settings don't matter here, and might contradict each other without the axes that they depend on.
            var deciding = spec with
            {
                Base = [.. spec.Base.Where(Decides)],
                EarlyStopping = null,
            };
            var configuration = ConfigurationResolver.Resolve(deciding, [.. assignments.Where(Decides)]);
            var parameters = ParameterCount.Compute(configuration, pixels, classes);
            Smallest = Math.Min(Smallest, parameters);
            Largest = Math.Max(Largest, parameters);
            Cost += cells * parameters * configuration.Epochs;
        }

        private static bool Decides(SettingAssignment assignment) => DecidingCost.Contains(assignment.Setting);
    }
}
