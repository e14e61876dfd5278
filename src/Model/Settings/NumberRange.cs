using System.Globalization;

namespace SweepCluster.Model.Settings;

/// <summary>The numbers that a setting allows.</summary>
public sealed record NumberRange(double Low, double High, bool LowIncluded = true, bool HighIncluded = true)
{
    public static NumberRange Any { get; } = new(double.NegativeInfinity, double.PositiveInfinity, false, false);

    public static NumberRange AboveZero { get; } = new(0, double.PositiveInfinity, LowIncluded: false, HighIncluded: false);

    public static NumberRange ZeroOrMore { get; } = new(0, double.PositiveInfinity, HighIncluded: false);

    /// <summary>[0, 1).</summary>
    public static NumberRange BelowOne { get; } = new(0, 1, HighIncluded: false);

    public bool Contains(double value) =>
        (LowIncluded ? value >= Low : value > Low) && (HighIncluded ? value <= High : value < High);

    /// <summary>In words, e.g. "from 1 to 256".</summary>
    public override string ToString() => (double.IsFinite(Low), double.IsFinite(High)) switch
    {
        (false, false) => "",
        (true, false) => LowIncluded ? $"{Text(Low)} or more" : $"above {Text(Low)}",
        (false, true) => HighIncluded ? $"{Text(High)} or less" : $"below {Text(High)}",
        _ => (LowIncluded ? $"from {Text(Low)} " : $"above {Text(Low)}, ")
            + (HighIncluded ? $"to {Text(High)}" : LowIncluded ? $"to below {Text(High)}" : $"below {Text(High)}"),
    };

    private static string Text(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);
}
