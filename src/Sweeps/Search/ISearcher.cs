using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes configurations by number. A proposal depends on its number alone, never on the order of asking.</summary>
public interface ISearcher
{
    /// <summary>How many configurations there are.</summary>
    long Count { get; }

    /// <summary>What configuration <paramref name="number"/>, 0 to <see cref="Count"/> - 1, sets on top of the spec's base.</summary>
    EquatableArray<SettingAssignment> Propose(long number);
}

/// <summary>Builds a spec's searcher.</summary>
public static class Searcher
{
    // What a searcher has found of a large space takes megabytes and time; it goes with its spec.
    private static readonly ConditionalWeakTable<SweepSpec, ISearcher> Known = [];

    /// <summary>The spec's explicit configurations, then its grid or its random samples. None is proposed twice: what would train the same
    /// as an earlier one, every default filled in, is left out.</summary>
    /// <exception cref="SweepException">The grid, times its repeats, has more cells than 64 bits can number.</exception>
    public static ISearcher For(SweepSpec spec) => Prepare(spec, CancellationToken.None);

    /// <summary>The same for a caller with a deadline: finding repeated configurations takes minutes where most draws repeat one.</summary>
    /// <exception cref="SweepException">As above.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; a later call begins anew.</exception>
    public static ISearcher Prepare(SweepSpec spec, CancellationToken cancellation) =>
        Known.TryGetValue(spec, out var known) ? known : Known.GetValue(spec, unknown => Create(unknown, cancellation));

    private static ISearcher Create(SweepSpec spec, CancellationToken cancellation)
    {
        ISearcher search = spec.Search.Kind switch
        {
            SearchKind.Grid => CreateGrid(spec, cancellation),
            SearchKind.Random => new RandomSearcher(spec, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Search.Kind, "Unknown search."),
        };
        var searcher = spec.Configurations.Count == 0 ? search : new ExplicitFirstSearcher(spec.Configurations, search);
        _ = TrialNumbering.TrialCount(searcher.Count, spec.Seeds);
        return searcher;
    }

    private static GridSearcher CreateGrid(SweepSpec spec, CancellationToken cancellation)
    {
        var space = new SearchSpace(spec.Space);
        return new(space, GridRepeats.Find(spec, space, cancellation));
    }
}
