using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes configurations by number. A proposal depends on its number alone, never on the order of the calls.</summary>
public interface ISearcher
{
    /// <summary>Number of configurations.</summary>
    long Count { get; }

    /// <summary>The settings of configuration <paramref name="number"/>, 0 to <see cref="Count"/> - 1, which override the spec's
    /// base.</summary>
    EquatableArray<SettingAssignment> Propose(long number);
}

/// <summary>Creates the searcher of a spec; see <see cref="SweepConfigurations"/> for one that is created once.</summary>
public static class Searcher
{
    /// <summary>Creates a searcher of the spec's explicit configurations, then its grid or its random samples. None is proposed twice: a
    /// configuration that would train the same as an earlier one, with all defaults, is left out.</summary>
    /// <exception cref="SweepException">The grid, times its seeds, has more cells than 64 bits can number.</exception>
    public static ISearcher Create(SweepSpec spec) => CreateCancellable(spec, CancellationToken.None);

    /// <summary>Creates the searcher for callers with a deadline: the search for repeated configurations takes minutes if most draws repeat
    /// one.</summary>
    /// <exception cref="SweepException">See <see cref="Create"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static ISearcher CreateCancellable(SweepSpec spec, CancellationToken cancellation)
    {
        ISearcher search = spec.Search.Kind switch
        {
            SearchKind.Grid => CreateGrid(spec, cancellation),
            SearchKind.Random => new RandomSearcher(spec, cancellation),
            SearchKind.Sobol => new SobolSearcher(spec, spec.Search.Samples, cancellation),
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
