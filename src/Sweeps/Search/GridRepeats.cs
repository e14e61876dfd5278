using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Finds the cells of a grid that repeat an explicit configuration or an earlier cell. Values such as <c>sgd</c> and <c>{name:
/// sgd, momentum: 0}</c> are the same optimizer.</summary>
internal static class GridRepeats
{
    private static readonly string[][] Parts =
    [
        [SettingNames.Hidden, SettingNames.Width, SettingNames.Depth, SettingNames.Activation],
        [SettingNames.Optimizer, .. SettingCatalog.OptimizerParameters],
        [SettingNames.Schedule, SettingNames.Epochs],
        [SettingNames.Init],
        [SettingNames.BiasInit],
    ];

    /// <summary>Indices of the repeated cells, ascending. A grid whose axes rule repeats out is not visited.</summary>
    /// <remarks>In a grid of more than <see cref="SpaceSize.MaxVisited"/> cells, a cell that repeats an explicit configuration is found by
    /// its written values.</remarks>
    /// <exception cref="SweepException">A grid with too many cells to visit repeats itself.</exception>
    public static long[] Find(SweepSpec spec, SearchSpace space, CancellationToken cancellation)
    {
        var certain = AxisDistinctness.IsCertain(spec);
        if (space.Count == 0 || (certain && spec.Configurations.Count == 0))
            return [];
        if (space.Count <= SpaceSize.MaxVisited)
        {
            HashSet<ConfigurationKey> seen = [.. spec.Configurations.Select(Key)];
            return [.. Enumerable.Range(0, (int)space.Count).Select(cell => (long)cell).Where(cell => !seen.Add(Key(space.Decode(cell))))];
        }

        if (!certain)
            RefuseRepeats(spec, cancellation);
        return [.. spec.Configurations.Select(Cell).OfType<long>().Distinct().Order()];

        long? Cell(EquatableArray<SettingAssignment> configuration)
        {
            cancellation.ThrowIfCancellationRequested();
            return CellOf(spec, space, configuration);
        }

        ConfigurationKey Key(EquatableArray<SettingAssignment> configuration)
        {
            cancellation.ThrowIfCancellationRequested();
            return ConfigurationKey.FromSettings(spec, configuration);
        }
    }

    // Only axes whose values may mean the same, and the axes that decide it, are visited; of the others one value stands for all.
    private static void RefuseRepeats(SweepSpec spec, CancellationToken cancellation)
    {
        var parts = Parts.Where(part => spec.Space.Any(axis => part.Contains(axis.Setting) && !AxisDistinctness.IsCertain(axis, spec)))
            .SelectMany(part => part)
            .ToHashSet();
        var looked = spec.Space.Where(axis => parts.Contains(axis.Setting)).ToHashSet();
        while (spec.Space.FirstOrDefault(
            axis => !looked.Contains(axis) && looked.Any(child => child.When?.Setting == axis.Setting)) is { } parent)
            looked.Add(parent);
        bool ByValue(AxisSpec axis) => axis.When is not null || !AxisDistinctness.IsCertain(axis, spec)
            || spec.Space.Any(child => child.When?.Setting == axis.Setting);
        var combinations = SpaceCombinations.Enumerate(
            spec.Space, Names(looked.Where(ByValue)), Names(looked.Where(axis => !ByValue(axis))));
        var seen = new Dictionary<ConfigurationKey, EquatableArray<SettingAssignment>>();
        foreach (var own in combinations.Take(SpaceSize.MaxVisited).Select(combination => combination.Assignments))
        {
            cancellation.ThrowIfCancellationRequested();
            var key = ConfigurationKey.FromSettings(spec, own);
            if (!seen.TryAdd(key, own))
            {
                throw new SweepException(
                    $"space: '{string.Join(", ", seen[key])}' and '{string.Join(", ", own)}' are the same configuration. "
                    + $"Remove one: a grid of more than {SpaceSize.MaxVisited:N0} cells can't leave its repeats out.");
            }
        }

        static string[] Names(IEnumerable<AxisSpec> axes) => [.. axes.Select(axis => axis.Setting)];
    }

    private static long? CellOf(SweepSpec spec, SearchSpace space, EquatableArray<SettingAssignment> configuration)
    {
        var cell = new Dictionary<string, SettingAssignment>(StringComparer.Ordinal);
        bool Exists(AxisSpec axis) =>
            axis.When is not { } when || (cell.TryGetValue(when.Setting, out var parent) && when.HoldsFor(parent.Value));
        while (space.Axes.FirstOrDefault(axis => !cell.ContainsKey(axis.Setting) && Exists(axis)) is { } next)
        {
            if (EffectiveSettings.Find(spec, configuration, next.Setting) is not { } value)
                return null;
            cell.Add(next.Setting, new(next.Setting, value));
        }

        return space.Encode(cell.Values) is { } index
            && ConfigurationKey.FromSettings(spec, space.Decode(index)) == ConfigurationKey.FromSettings(spec, configuration)
                ? index
                : null;
    }
}
