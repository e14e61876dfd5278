namespace SweepCluster.Sweeps.Statistics;

/// <summary>The share of the variance of figures that their groups account for.</summary>
/// <param name="Share">Omega squared, 0 to 1: the share of the variance between groups, less what chance adds to it. An estimate below 0 is
/// 0.</param>
/// <param name="Raw">Omega squared without that limit, by which groups are ordered.</param>
/// <param name="Chance">What chance alone exceeds once in 20 times, if nothing depends on the group and errors are normal; 0 to 1.</param>
public readonly record struct VarianceShare(double Share, double Raw, double Chance)
{
    private const double Level = 0.95;

    /// <summary>Computes the share; null where each group has a single figure or there is one group, so that nothing tells chance
    /// apart.</summary>
    /// <remarks>Omega squared after Hays, "Statistics for psychologists", 1963: (between - (k - 1) within) / (total + within), with sums
    /// of squares between groups and in total, and the mean square within. Eta squared, between / total, is (k - 1) / (n - 1) by chance
    /// alone: 12 % for 8 groups of 60 figures. Without a dependence eta squared has a beta distribution with (k - 1) / 2 and
    /// (n - k) / 2.</remarks>
    /// <param name="groups">The figures by group, all finite; empty groups don't count.</param>
    public static VarianceShare? Find(IEnumerable<IReadOnlyCollection<double>> groups)
    {
        IReadOnlyCollection<double>[] filled = [.. groups.Where(group => group.Count > 0)];
        var (between, within) = (filled.Length - 1, filled.Sum(group => group.Count) - filled.Length);
        if (between < 1 || within < 1)
            return null;
        var mean = filled.Sum(group => group.Sum()) / filled.Sum(group => group.Count);
        var explained = filled.Sum(group => group.Count * Square(group.Average() - mean));
        var residual = filled.Sum(group =>
        {
            var own = group.Average();
            return group.Sum(figure => Square(figure - own));
        });
        var raw = Omega(explained, residual, between, within);
        var eta = BetaQuantile(between / 2.0, within / 2.0);
        return new(Math.Clamp(raw, 0, 1), raw, Math.Clamp(Omega(eta, 1 - eta, between, within), 0, 1));
    }

    private static double Omega(double explained, double residual, int between, int within)
    {
        var chance = residual / within;
        var all = explained + residual + chance;
        return all > 0 ? (explained - (between * chance)) / all : 0;
    }

    // By halving: the incomplete beta function rises.
    private static double BetaQuantile(double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (SpecialFunctions.IncompleteBeta(a, b, middle) < Level)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private static double Square(double value) => value * value;
}
