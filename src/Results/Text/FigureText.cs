using System.Globalization;

namespace SweepCluster.Results.Text;

/// <summary>Formats numbers and durations for people, the same on every machine.</summary>
public static class FigureText
{
    public const string Unknown = "-";

    /// <summary>Formats a loss or an accuracy: about four significant digits, with fixed decimals so that columns line up.</summary>
    public static string Metric(double? value) => value switch
    {
        null => Unknown,
        { } number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        { } number => Decimals(number) is { } decimals
            ? number.ToString($"F{decimals}", CultureInfo.InvariantCulture)
            : number.ToString("0.00e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats half of an interval, with the decimals of its mean.</summary>
    public static string HalfWidth(double mean, double halfWidth) =>
        halfWidth < 1000 && Decimals(mean) is { } decimals
            ? halfWidth.ToString($"F{decimals}", CultureInfo.InvariantCulture)
            : halfWidth.ToString("0.0e+0", CultureInfo.InvariantCulture);

    /// <summary>A share of 1 in per cent: 38 %, or &lt;1 % for what is not 0.</summary>
    public static string Share(double? share) => share switch
    {
        null => Unknown,
        > 0 and < 0.01 => "<1 %",
        { } value => (value * 100).ToString("F0", CultureInfo.InvariantCulture) + " %",
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Formats a number of parameters: 1,234, 42.3k, 1.20M.</summary>
    public static string Size(long? count) => count switch
    {
        null => Unknown,
        < 10_000 => Count(count.Value),
        < 1_000_000 => (count.Value / 1e3).ToString("F1", CultureInfo.InvariantCulture) + "k",
        < 1_000_000_000 => (count.Value / 1e6).ToString("F2", CultureInfo.InvariantCulture) + "M",
        _ => (count.Value / 1e9).ToString("F2", CultureInfo.InvariantCulture) + "G",
    };

    /// <summary>Formats a size in decimal units: 512 bytes, 12.3 kB, 4.56 MB.</summary>
    public static string Bytes(long count) => count switch
    {
        < 1_000 => Plural(count, "byte"),
        < 1_000_000 => (count / 1e3).ToString("F1", CultureInfo.InvariantCulture) + " kB",
        < 1_000_000_000 => (count / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " MB",
        _ => (count / 1e9).ToString("F2", CultureInfo.InvariantCulture) + " GB",
    };

    public static string Seconds(double? seconds) => seconds switch
    {
        null => Unknown,
        < 0.001 => seconds.Value.ToString("0.0e+0", CultureInfo.InvariantCulture),
        < 1 => seconds.Value.ToString("F3", CultureInfo.InvariantCulture),
        < 100 => seconds.Value.ToString("F2", CultureInfo.InvariantCulture),
        _ => seconds.Value.ToString("F0", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats a duration: 0:07, 12:34, 1:02:03, 3d 04:05.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalHours: < 1 } => duration.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        { TotalDays: < 1 } => duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => duration.ToString(@"d\d\ hh\:mm", CultureInfo.InvariantCulture),
    };

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static int? Decimals(double value) => Math.Abs(value) switch
    {
        0 => 4,
        < 0.001 => null,
        < 10 => 4,
        < 100 => 3,
        < 1000 => 2,
        < 100_000 => 1,
        _ => null,
    };
}
