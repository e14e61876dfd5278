using System.Text.Json;
using System.Text.Json.Serialization;

namespace SweepCluster.Results.Charts;

/// <summary>The charts of a report, in the form that their script reads: a list per kind of chart, empty if there is nothing to
/// draw.</summary>
public sealed record ReportCharts
{
    public IReadOnlyList<CurvePanel> Curves { get; init; } = [];

    public IReadOnlyList<EffectChart> Effect { get; init; } = [];

    public IReadOnlyList<HeatChart> Heat { get; init; } = [];

    public IReadOnlyList<ParallelChart> Parallel { get; init; } = [];

    public IReadOnlyList<RangeChart> Range { get; init; } = [];

    public IReadOnlyList<RangeTestChart> RangeTest { get; init; } = [];

    public IReadOnlyList<GapChart> Gap { get; init; } = [];

    public IReadOnlyList<CostChart> Cost { get; init; } = [];

    /// <summary>JSON that is safe in an HTML script element: the serializer escapes every angle bracket and ampersand.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChartJson.Default.ReportCharts);
}

/// <summary>Rounds numbers to the precision that a screen can show, so that a report stays small.</summary>
public static class ChartNumber
{
    private const int Digits = 6;

    /// <summary>The number rounded to six significant digits; null for NaN and infinity.</summary>
    public static double? Round(double? value)
    {
        if (value is not { } number || !double.IsFinite(number))
            return null;
        if (number == 0)
            return 0;
        var decimals = Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return decimals is >= 0 and <= 15 ? Math.Round(number, decimals) : number;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportCharts))]
public sealed partial class ChartJson : JsonSerializerContext;
