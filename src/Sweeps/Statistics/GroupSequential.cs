using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Statistics;

/// <summary>The levels of a test that is repeated as data are added, so that all looks together err no more often than one test
/// would.</summary>
/// <remarks>
/// Error spending after Lan and DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70 (1983): look k of at most K has
/// spent α ln(1 + (e - 1) k / K) in all, their function that resembles Pocock's constant levels. Spending goes by the number of the look,
/// as the final number of seeds is not known beforehand; the levels allow for how many there are. Between looks the sum of the
/// observations is a random walk; its density within the boundaries is carried from look to look by Simpson's rule (Armitage, McPherson and
/// Rowe, "Repeated significance tests on accumulating data", Journal of the Royal Statistical Society A 132, 1969). A t test is held to the
/// same levels (Jennison and Turnbull, "Group sequential methods", 2000, section 3.8).
/// </remarks>
internal static class GroupSequential
{
    // Intervals of Simpson's rule, even; more where the next look adds little, as the density has to be smooth between two points.
    private const int MinIntervals = 120;
    private const int MaxIntervals = 1600;

    // A normal deviate beyond this has a probability of 1e-23, and so many halvings find one to 1e-12.
    private const double MaxDeviate = 10;
    private const int Halvings = 43;

    /// <summary>The two-sided level of the last of these looks.</summary>
    /// <param name="alpha">What all looks share, between 0 and 1.</param>
    /// <param name="counts">Observations at each look so far, rising; at least one.</param>
    /// <param name="looks">How many looks there are at most; at least as many as <paramref name="counts"/>.</param>
    public static double Level(double alpha, IReadOnlyList<int> counts, int looks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, counts.Count);
        if (looks == 1)
            return alpha;
        Density? walk = null;
        var level = 0.0;
        for (var look = 1; look <= counts.Count; look++)
        {
            var spent = Spent(alpha, look, looks) - Spent(alpha, look - 1, looks);
            var deviate = walk is null ? Deviate(spent) : Boundary(walk, counts[look - 1], spent);
            level = Tails(deviate);
            if (look < counts.Count)
                walk = Continue(walk, counts[look - 1], counts[look], deviate);
        }

        return level;
    }

    /// <summary>What the first looks have spent of alpha.</summary>
    internal static double Spent(double alpha, int look, int looks) =>
        alpha * DeterministicMath.Log(1 + ((Math.E - 1) * look / looks));

    /// <summary>The standard normal deviate that is exceeded to either side with this probability.</summary>
    public static double Deviate(double probability) => Solve(Tails, probability);

    private static double Tails(double deviate) => 2 * SpecialFunctions.NormalBelow(-deviate);

    // The deviate at which the walk crosses for the first time with this probability.
    private static double Boundary(Density walk, int count, double probability)
    {
        var step = Math.Sqrt(count - walk.Count);
        return Solve(
            deviate =>
            {
                var limit = deviate * Math.Sqrt(count);
                return walk.Sum(
                    sum => SpecialFunctions.NormalBelow((sum - limit) / step) + SpecialFunctions.NormalBelow((-sum - limit) / step));
            },
            probability);
    }

    // The density of the walk at this look within the boundary.
    private static Density Continue(Density? walk, int count, int next, double deviate)
    {
        var limit = deviate * Math.Sqrt(count);
        var step = Math.Sqrt(count - (walk?.Count ?? 0));
        var intervals = 2 * (int)Math.Clamp(Math.Ceiling(4 * limit / Math.Sqrt(next - count)), MinIntervals / 2, MaxIntervals / 2);
        var (sums, weights) = (new double[intervals + 1], new double[intervals + 1]);
        for (var i = 0; i <= intervals; i++)
        {
            var sum = sums[i] = limit * ((2.0 * i / intervals) - 1);
            var density = walk is null ? Normal(sum / step) / step : walk.Sum(before => Normal((sum - before) / step) / step);
            weights[i] = density * (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2) * 2 * limit / intervals / 3;
        }

        return new(count, sums, weights);
    }

    private static double Normal(double x) => DeterministicMath.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    // Where a function that falls with the deviate has this value, by halving.
    private static double Solve(Func<double, double> probability, double value)
    {
        var (low, high) = (0.0, MaxDeviate);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (probability(middle) > value)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>Points of a sum of observations with the weight of each: its density times the width that it stands for.</summary>
    /// <param name="Count">Observations.</param>
    private sealed record Density(int Count, double[] Sums, double[] Weights)
    {
        public double Sum(Func<double, double> of)
        {
            var sum = 0.0;
            for (var i = 0; i < Sums.Length; i++)
                sum += Weights[i] * of(Sums[i]);
            return sum;
        }
    }
}
