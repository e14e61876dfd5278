using System.Globalization;
using System.Numerics;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Model.Spec;

/// <summary>The closed interval [<paramref name="Low"/>, <paramref name="High"/>], uniform in the value or in its logarithm.</summary>
/// <param name="Integer">Whether its values are whole numbers.</param>
/// <param name="Step">The distance of its values, which begin at the low end; null: every value. Not together with
/// <paramref name="Logarithmic"/>.</param>
public sealed record ContinuousRange(double Low, double High, bool Logarithmic, bool Integer = false, double? Step = null)
{
    private const int MinDigits = 6;

    // 17 digits distinguish all doubles.
    private const int MaxDigits = 17;

    /// <summary>Number of different values; null if every value between the ends is possible.</summary>
    public long? Count => Step is not null ? (long)StepCount() : Integer ? (long)(High - Low) + 1 : null;

    /// <summary>Value <paramref name="index"/>, 0 to <see cref="Count"/> - 1, in ascending order.</summary>
    public double ValueAt(long index)
    {
        if (Step is not { } step)
            return Low + index;
        var (low, size) = (ExactDecimal.FromShortestText(Low), ExactDecimal.FromShortestText(step));
        var exponent = Math.Min(low.Exponent, size.Exponent);
        return new ExactDecimal(low.DigitsAt(exponent) + (index * size.DigitsAt(exponent)), exponent).ToDouble();
    }

    /// <summary>Point <paramref name="index"/> of <paramref name="points"/> evenly spaced ones. Both ends are exact; those in between are
    /// rounded, see <see cref="Rounded"/>, or to whole numbers.</summary>
    public double PointAt(int index, int points)
    {
        if (index == 0)
            return Low;
        if (index == points - 1)
            return High;
        var value = Between(Low, High, (double)index / (points - 1));
        return Math.Clamp(Integer ? Math.Round(value) : Rounded(value), Low, High) + 0.0;
    }

    /// <summary>The value at <paramref name="uniform"/>, from 0 to below 1. A uniform argument gives each whole number, or step, the same
    /// probability; in a logarithmic range each whole number k has the probability of the interval [k, k + 1).</summary>
    public double Draw(double uniform)
    {
        if (Logarithmic && Integer)
            return Math.Clamp(Math.Floor(Between(Low, High + 1, uniform)), Low, High);
        if (Count is { } count)
            return ValueAt(Math.Min(count - 1, (long)(uniform * count)));
        return Math.Clamp(Rounded(Between(Low, High, uniform)), Low, High);
    }

    private double Between(double low, double high, double part)
    {
        if (!Logarithmic)
            return low + (part * (high - low));
        var start = DeterministicMath.Log(low);
        return DeterministicMath.Exp(start + (part * (DeterministicMath.Log(high) - start)));
    }

    /// <summary>Rounds to six significant digits, and to one more for each power of ten by which the ends are greater than their distance:
    /// between 0.9999901 and 0.9999909 six digits would leave a single value.</summary>
    private double Rounded(double value)
    {
        var digits = MinDigits;
        for (var ratio = Math.Max(Math.Abs(Low), Math.Abs(High)) / (High - Low); ratio >= 10 && digits < MaxDigits; ratio /= 10)
            digits++;
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private BigInteger StepCount()
    {
        var (low, high, step) =
            (ExactDecimal.FromShortestText(Low), ExactDecimal.FromShortestText(High), ExactDecimal.FromShortestText(Step!.Value));
        var exponent = Math.Min(Math.Min(low.Exponent, high.Exponent), step.Exponent);
        var count = 1 + ((high.DigitsAt(exponent) - low.DigitsAt(exponent)) / step.DigitsAt(exponent));
        return BigInteger.Min(count, long.MaxValue);
    }
}
