using System.Numerics;
using System.Runtime.Intrinsics;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Search;

/// <summary>Sums over many kernels, four at a time, with the same bits on every machine: products are rounded before they are added, and
/// the
/// order of additions is fixed.</summary>
internal static class KernelSums
{
    private const int Lanes = 4;
    private const int Terms = 13;

    private static readonly double[] InverseFactorials = CreateInverseFactorials();

    /// <summary>Subtracts ((x - mean) * inverse)^2 / 2 from each term, where the inverse is that of a standard deviation.</summary>
    public static void SubtractHalfSquares(double[] terms, double x, double[] means, double[] inverses)
    {
        var i = 0;
        for (var half = Vector256.Create(0.5); i <= terms.Length - Lanes; i += Lanes)
        {
            var z = (Vector256.Create(x) - Vector256.Create(means, i)) * Vector256.Create(inverses, i);
            var product = z * z;
            (Vector256.Create(terms, i) - (half * product)).CopyTo(terms, i);
        }

        for (; i < terms.Length; i++)
        {
            var z = (x - means[i]) * inverses[i];
            terms[i] -= 0.5 * (z * z);
        }
    }

    /// <summary>ln of the sum of e^term; terms that are less than the greatest one by more than <paramref name="negligible"/>
    /// hardly count.</summary>
    public static double LogSumExp(double[] terms, double negligible)
    {
        var max = double.NegativeInfinity;
        foreach (var term in terms)
            max = Math.Max(max, term);
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i <= terms.Length - Lanes; i += Lanes)
        {
            var below = Vector256.Create(terms, i) - Vector256.Create(max);
            if (Vector256.LessThanAll(below, Vector256.Create(-negligible)))
                continue;
            sums += Exp(Vector256.Max(below, Vector256.Create(-2 * negligible)));
        }

        var sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (; i < terms.Length; i++)
            sum += DeterministicMath.Exp(terms[i] - max);
        return max + DeterministicMath.Log(sum);
    }

    // e^x for x from -700 to 0: 2^n times the series of e^r for |r| up to ln 2 / 2; relative error about 1e-15.
    internal static Vector256<double> Exp(Vector256<double> x)
    {
        var n = Vector256.Floor((x * Vector256.Create(1.4426950408889634)) + Vector256.Create(0.5));
        var r = x - (n * Vector256.Create(6.93147180369123816490e-01)) - (n * Vector256.Create(1.90821492927058770002e-10));
        var series = Vector256.Create(InverseFactorials[Terms]);
        for (var k = Terms - 1; k >= 0; k--)
            series = (series * r) + Vector256.Create(InverseFactorials[k]);
        var exponent = Vector256.ConvertToInt64(n) + Vector256.Create(1023L);
        return series * Vector256.ShiftLeft(exponent, 52).AsDouble();
    }

    private static double[] CreateInverseFactorials()
    {
        var values = new double[Terms + 1];
        var factorial = BigInteger.One;
        for (var k = 0; k <= Terms; k++, factorial *= k)
            values[k] = 1 / (double)factorial;
        return values;
    }
}
