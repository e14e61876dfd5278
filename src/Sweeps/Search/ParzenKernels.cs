using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Search;

/// <summary>Computes the widths and weights of Parzen estimators as Optuna 4 does (optuna/samplers/_tpe/parzen_estimator.py).</summary>
internal static class ParzenKernels
{
    private const int Newest = 25;
    private const double MultivariateWidth = 0.2;

    /// <summary>The weights of observations in the order of their numbers: the newest 25 weigh 1, older ones less and less, down to 1 / n;
    /// then
    /// that of the prior, 1. They add up to 1.</summary>
    public static double[] Weights(int observations)
    {
        var weights = new double[observations + 1];
        var older = observations < Newest ? 0 : observations - Newest;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = i >= older ? 1
                : older == 1 ? 1.0 / observations
                : (1.0 / observations) + (i * (1 - (1.0 / observations)) / (older - 1));
        }

        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= sum;
        return weights;
    }

    /// <summary>The standard deviations of kernels at these means on a range, in their order, then that of the prior.</summary>
    /// <param name="axes">Number of axes that are estimated together; 0: each alone, where a kernel reaches to its neighbours.</param>
    public static double[] Deviations(double[] means, double low, double high, int axes)
    {
        var deviations = new double[means.Length + 1];
        var range = high - low;
        if (axes > 0)
        {
            Array.Fill(
                deviations,
                MultivariateWidth * range * DeterministicMath.Exp(-DeterministicMath.Log(Math.Max(means.Length, 1)) / (axes + 4)));
        }
        else
        {
            FillToNeighbours(means, low, high, deviations);
        }

        var min = range / Math.Min(100, means.Length + 2);
        for (var i = 0; i < means.Length; i++)
            deviations[i] = Math.Clamp(deviations[i], min, range);
        deviations[^1] = range;
        return deviations;
    }

    // The greater of the distances to the two neighbours; the ends of the range are no neighbours if there are others.
    private static void FillToNeighbours(double[] means, double low, double high, double[] deviations)
    {
        var order = Enumerable.Range(0, means.Length).ToArray();
        Array.Sort(order, (one, other) => means[one].CompareTo(means[other]) is var sign && sign != 0 ? sign : one.CompareTo(other));
        var last = means.Length - 1;
        for (var i = 0; i <= last; i++)
        {
            var mean = means[order[i]];
            var left = i > 0 ? mean - means[order[i - 1]] : last > 0 ? 0 : mean - low;
            var right = i < last ? means[order[i + 1]] - mean : last > 0 ? 0 : high - mean;
            deviations[order[i]] = Math.Max(left, right);
        }
    }
}
