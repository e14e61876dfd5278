using SweepCluster.Model.Numerics;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The ranks of the configurations, as far as the seeds of a leaderboard's rows determine them.</summary>
/// <remarks>
/// The error of every mean comes from the pooled residual of <see cref="AdditiveModel"/>, so that what a seed does to all configurations
/// alike doesn't hide their differences. A configuration may be the best unless a one-sided t test against the leader says otherwise, all
/// of them together by Holm (subset selection after Gupta, "On some multiple decision (selection and ranking) rules", Technometrics 7,
/// 1965).
/// The other ranks: 1 plus the configurations that are significantly better, up to all but those that are significantly worse, by all pairs
/// (Bonferroni; compare Klein, Wright and Wieczorek, "A joint confidence region for an overall ranking of populations", Journal of the
/// Royal Statistical Society C 69, 2020). The probability of being the best is how often a configuration comes first when means are drawn
/// with these errors (parametric bootstrap: Efron and Tibshirani, "An introduction to the bootstrap", 1993, section 6.5).
/// </remarks>
internal sealed class RankTable
{
    // Beyond so many rows hardly any may be the best.
    private const int MaxRows = 100;
    private const int Draws = 1000;
    private const double Alpha = 0.05;
    private const double MinRelativeVariance = 1e-24;

    private readonly AdditiveModel _model;
    private readonly double[] _means;
    private readonly int[] _counts;
    private readonly double _variance;
    private readonly double _level;

    private RankTable(IReadOnlyList<IReadOnlyList<(int Seed, double Value)>> figures, Goal goal, double roundingVariance, int looks)
    {
        _model = AdditiveModel.Fit(figures);
        // The greater, the better.
        _means = [.. _model.Means.Select(mean => goal == Goal.Minimize ? -mean : mean)];
        _counts = [.. figures.Select(own => own.Count)];
        _variance = _model.Variance + roundingVariance;
        // As many looks as claims have, and as strict at each as at their first, which later ones allow: none has to be counted.
        _level = GroupSequential.Level(Alpha, [1], looks);
    }

    /// <summary>The rank of each row, in the order of the rows; null for those without a test.</summary>
    /// <param name="figures">The counted objectives of each row by seed index; the first row is the leader. Rows with fewer than two have
    /// no test.</param>
    /// <param name="roundingVariance">See <see cref="MetricResolution"/>.</param>
    /// <param name="looks">How often the ranks may be looked at as seeds are added.</param>
    /// <param name="seed">Keys the draws.</param>
    public static IReadOnlyList<RankEstimate?> Find(
        IReadOnlyList<IReadOnlyList<(int Seed, double Value)>> figures, Goal goal, double roundingVariance, int looks, ulong seed)
    {
        int[] tested = [.. Enumerable.Range(0, figures.Count).Where(row => figures[row].Count > 1)];
        var ranks = new RankEstimate?[figures.Count];
        if (tested.Length == 0 || (tested.Length == 1 && figures.Count > 1))
            return ranks;
        var table = new RankTable([.. tested.Select(row => figures[row])], goal, roundingVariance, looks);
        if (tested.Length > 1 && (table._model.Degrees < 1 || table.HasNoError))
            return ranks;
        var (leading, probabilities) = (table.Leading(), table.BestProbabilities(seed));
        foreach (var (place, (low, high)) in table.Ranks().Index())
        {
            var best = leading[place] ? 1 : Math.Max(2, low);
            ranks[tested[place]] = new(best, Math.Max(best, high), place < probabilities.Length ? probabilities[place] : null);
        }

        return ranks;
    }

    // What is left over of configurations that differ by the same at every seed is rounding of the arithmetic.
    private bool HasNoError => _variance <= MinRelativeVariance * _means.Max(mean => mean * mean);

    private double Error(int row, int count) => Math.Sqrt(_variance * ((1.0 / _counts[row]) + (1.0 / count)));

    // Whether each may be the best.
    private bool[] Leading()
    {
        double[] values = [.. Enumerable.Range(1, _means.Length - 1)
            .Select(row => TDistribution.Above((_means[0] - _means[row]) / Error(row, _counts[0]), _model.Degrees))];
        return [true, .. Holm.Adjust(values).Select(adjusted => adjusted >= _level)];
    }

    // The error against the configuration with the fewest seeds is the greatest: what is better or worse even so is found by halving.
    private IEnumerable<(int Low, int High)> Ranks()
    {
        var count = _means.Length;
        if (count == 1)
            return [(1, 1)];
        var critical = TDistribution.Critical(_level / ((double)count * (count - 1) / 2), _model.Degrees);
        var fewest = _counts.Min();
        double[] rising = [.. _means.Order()], falling = [.. _means.Select(mean => -mean).Order()];
        return Enumerable.Range(0, count).Select(row =>
        {
            var margin = critical * Error(row, fewest);
            var better = count - FirstAbove(rising, _means[row] + margin);
            var worse = count - FirstAbove(falling, margin - _means[row]);
            return (1 + better, count - worse);
        });
    }

    // The index of the first of the rising values that is above this one; their number where none is.
    private static int FirstAbove(double[] rising, double value)
    {
        var (low, high) = (0, rising.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rising[middle] > value)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private double[] BestProbabilities(ulong seed)
    {
        var random = new Philox(seed, 0, RandomPurpose.Rank);
        var rows = Math.Min(MaxRows, _means.Length);
        var wins = new int[rows];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (best, greatest) = (0, double.NegativeInfinity);
            for (var row = 0; row < rows; row++)
            {
                var mean = _means[row] + (Math.Sqrt(_variance / _counts[row]) * random.Normal((ulong)((draw * rows) + row)));
                if (mean > greatest)
                    (best, greatest) = (row, mean);
            }

            wins[best]++;
        }

        return [.. wins.Select(won => (double)won / Draws)];
    }
}
