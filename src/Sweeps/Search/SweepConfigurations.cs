using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>The configurations of a sweep: how many there are, what each one sets, and what sets it apart from the others.</summary>
public sealed class SweepConfigurations
{
    // They follow from the spec alone. What a searcher has found of a large space takes megabytes and time; it goes with its spec.
    private static readonly ConditionalWeakTable<SweepSpec, SweepConfigurations> Known = [];

    private readonly ISearcher _searcher;
    private readonly VaryingSettings _varying;

    private SweepConfigurations(ISearcher searcher, VaryingSettings varying) => (_searcher, _varying) = (searcher, varying);

    /// <summary>Number of configurations.</summary>
    public long Count => _searcher.Count;

    /// <summary>The configurations of a spec, found once.</summary>
    /// <exception cref="SweepException">The grid, times its seeds, has more cells than 64 bits can number.</exception>
    public static SweepConfigurations Find(SweepSpec spec) => FindCancellable(spec, CancellationToken.None);

    /// <summary>The same for callers with a deadline: the search for repeated configurations takes minutes where most draws repeat
    /// one.</summary>
    /// <exception cref="SweepException">See <see cref="Find"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; a later call begins anew.</exception>
    public static SweepConfigurations FindCancellable(SweepSpec spec, CancellationToken cancellation) =>
        Known.TryGetValue(spec, out var known)
            ? known
            : Known.GetValue(spec, unknown => new(Searcher.CreateCancellable(unknown, cancellation), new(unknown)));

    /// <summary>What a configuration sets on top of the spec's base.</summary>
    /// <param name="configuration">0 to <see cref="Count"/> - 1.</param>
    public EquatableArray<SettingAssignment> Propose(long configuration) => _searcher.Propose(configuration);

    /// <summary>What a configuration sets that not every configuration sets to the same value.</summary>
    /// <param name="configuration">0 to <see cref="Count"/> - 1.</param>
    public EquatableArray<SettingAssignment> VaryingSettings(long configuration) => _varying.Of(_searcher.Propose(configuration));

    /// <summary>Whether not every configuration sets this.</summary>
    public bool IsVarying(SettingAssignment assignment) => _varying.Of([assignment]).Count > 0;
}
