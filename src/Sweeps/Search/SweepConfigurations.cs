using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>The configurations of a sweep: their number, the settings of each, and the settings in which they vary.</summary>
public sealed class SweepConfigurations
{
    // They follow from the spec alone. A searcher of a large space takes megabytes and time; it is cached as long as its spec lives.
    private static readonly ConditionalWeakTable<SweepSpec, SweepConfigurations> Cache = [];

    private readonly ISearcher _searcher;
    private readonly VaryingSettings _varying;

    private SweepConfigurations(ISearcher searcher, VaryingSettings varying) => (_searcher, _varying) = (searcher, varying);

    /// <summary>Number of configurations.</summary>
    public long Count => _searcher.Count;

    /// <summary>The configurations of a spec, found once.</summary>
    /// <exception cref="SweepException">The grid, times its seeds, has more cells than 64 bits can number.</exception>
    public static SweepConfigurations Find(SweepSpec spec) => FindCancellable(spec, CancellationToken.None);

    /// <summary>The configurations of a spec, for callers with a deadline: the search for repeated ones takes minutes if most draws repeat
    /// one.</summary>
    /// <exception cref="SweepException">See <see cref="Find"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled; a later call starts again.</exception>
    public static SweepConfigurations FindCancellable(SweepSpec spec, CancellationToken cancellation) =>
        Cache.TryGetValue(spec, out var known)
            ? known
            : Cache.GetValue(spec, unknown => new(Searcher.CreateCancellable(unknown, cancellation), new(unknown)));

    /// <summary>The settings of a configuration, which override the spec's base.</summary>
    /// <param name="configuration">0 to <see cref="Count"/> - 1.</param>
    public EquatableArray<SettingAssignment> Propose(long configuration) => _searcher.Propose(configuration);

    /// <summary>The settings of a configuration that not every configuration sets to the same value.</summary>
    /// <param name="configuration">0 to <see cref="Count"/> - 1.</param>
    public EquatableArray<SettingAssignment> VaryingSettings(long configuration) => _varying.Select(_searcher.Propose(configuration));

    /// <summary>Whether the assignment is not common to all configurations.</summary>
    public bool IsVarying(SettingAssignment assignment) => _varying.Select([assignment]).Count > 0;
}
