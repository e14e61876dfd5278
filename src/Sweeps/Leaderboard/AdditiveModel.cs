namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The figures of configurations over seeds as a sum of an effect of the configuration, an effect of the seed and an error:
/// seed k of every configuration draws the same shuffles.</summary>
/// <remarks>Two-way analysis of variance without interaction, by least squares (Scheffé, "The analysis of variance", 1959, chapter 4).
/// Where every configuration has every seed the effects are differences of means; else they are found by turns, which converges to the
/// same least squares (backfitting: Buja, Hastie and Tibshirani, "Linear smoothers and additive models", Annals of Statistics 17,
/// 1989).</remarks>
/// <param name="Means">Of each configuration, free of the effects of the seeds that it happens to have.</param>
/// <param name="Variance">Of the error, pooled over all configurations; 0 without degrees of freedom.</param>
/// <param name="Degrees">Of freedom of the variance: figures less configurations less seeds plus 1; 0 or less: there are too few
/// figures.</param>
internal sealed record AdditiveModel(IReadOnlyList<double> Means, double Variance, int Degrees)
{
    private const int MaxRounds = 500;
    private const double Precision = 1e-13;

    /// <param name="configurations">The figures of each configuration by seed index, at least one each.</param>
    public static AdditiveModel Fit(IReadOnlyList<IReadOnlyList<(int Seed, double Value)>> configurations)
    {
        var seeds = configurations.SelectMany(figures => figures.Select(figure => figure.Seed)).Distinct().Order()
            .Index().ToDictionary(seed => seed.Item, seed => seed.Index);
        var (means, effects) = (new double[configurations.Count], new double[seeds.Count]);
        for (var round = 0; round < MaxRounds; round++)
        {
            for (var i = 0; i < means.Length; i++)
                means[i] = configurations[i].Average(figure => figure.Value - effects[seeds[figure.Seed]]);
            if (Renew(effects, configurations, seeds, means) <= Precision * means.Max(Math.Abs))
                break;
        }

        var squares = configurations
            .Select((figures, i) => figures.Sum(figure => Square(figure.Value - means[i] - effects[seeds[figure.Seed]])))
            .Sum();
        var degrees = configurations.Sum(figures => figures.Count) - means.Length - seeds.Count + 1;
        return new(means, degrees > 0 ? squares / degrees : 0, degrees);
    }

    // The mean of what the configurations leave at each seed, with a mean of 0 over the seeds; answers the greatest change.
    private static double Renew(
        double[] effects, IReadOnlyList<IReadOnlyList<(int Seed, double Value)>> configurations, Dictionary<int, int> seeds, double[] means)
    {
        var (sums, counts) = (new double[effects.Length], new int[effects.Length]);
        for (var i = 0; i < means.Length; i++)
        {
            foreach (var (seed, value) in configurations[i])
            {
                sums[seeds[seed]] += value - means[i];
                counts[seeds[seed]]++;
            }
        }

        var renewed = sums.Select((sum, seed) => sum / counts[seed]).ToArray();
        var (middle, change) = (renewed.Average(), 0.0);
        for (var seed = 0; seed < effects.Length; seed++)
        {
            change = Math.Max(change, Math.Abs(renewed[seed] - middle - effects[seed]));
            effects[seed] = renewed[seed] - middle;
        }

        return change;
    }

    private static double Square(double value) => value * value;
}
