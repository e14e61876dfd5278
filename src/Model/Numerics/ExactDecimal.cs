using System.Globalization;
using System.Numerics;

namespace SweepCluster.Model.Numerics;

/// <summary>The decimal number <paramref name="Digits"/> * 10^<paramref name="Exponent"/>, without rounding.</summary>
/// <remarks>Users write settings in decimal: three steps of 0.1 are 0.3, which binary arithmetic misses.</remarks>
internal readonly record struct ExactDecimal(BigInteger Digits, int Exponent)
{
    /// <summary>The number in the shortest text of <paramref name="value"/>: 0.1 for the double next to 0.1.</summary>
    public static ExactDecimal FromShortestText(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        return new(
            BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent - decimals);
    }

    /// <summary>The digits of the number if its exponent is <paramref name="exponent"/>, which must not be above its own.</summary>
    public BigInteger DigitsAt(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);

    /// <summary>The nearest double.</summary>
    public double ToDouble() =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Digits}E{Exponent}"), CultureInfo.InvariantCulture);
}
