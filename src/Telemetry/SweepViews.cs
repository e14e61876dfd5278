using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>What OpenTelemetry's SDK is to make of our instruments. It keeps a point for every set of labels that an instrument
/// has ever had, though it doesn't export those that aren't observed any more; a set beyond its limit is counted in a point for
/// the rest. So the limits here are wide enough for the sweeps that have series, for <see cref="MaxNewSweeps"/> more and for
/// <see cref="MaxNewTexts"/>, and then the SDK has to begin anew.</summary>
internal static class SweepViews
{
    public const int MaxNewSweeps = 10;

    /// <summary>Texts of leaderboards that may change before the SDK has to begin anew.</summary>
    public const int MaxNewTexts = 10_000;

    /// <summary>Adds this process's meter, and others by their names.</summary>
    public static MeterProviderBuilder AddSweeps(this MeterProviderBuilder builder, SweepMeter meter, IReadOnlyList<string> otherMeters)
    {
        builder.AddMeter(SweepMeter.MeterName).AddView(instrument => View(instrument, meter));
        foreach (var other in otherMeters)
            builder.AddMeter(other);
        return builder;
    }

    /// <summary>Counts what uses up the limits, since the meter began.</summary>
    public static (long Sweeps, long Texts) Used(SweepMeter meter) => (meter.Sweeps.Seen, meter.Sweeps.TextsReplaced);

    /// <summary>Whether the SDK has to begin anew.</summary>
    /// <param name="meter">What is exported.</param>
    /// <param name="before">What <see cref="Used"/> returned when the SDK began.</param>
    public static bool IsFull(SweepMeter meter, (long Sweeps, long Texts) before) =>
        meter.Sweeps.Seen - before.Sweeps >= MaxNewSweeps || meter.Sweeps.TextsReplaced - before.Texts >= MaxNewTexts;

    private static MetricStreamConfiguration? View(Instrument instrument, SweepMeter meter)
    {
        // Meters are selected by name; another meter of the same name, as in tests, is ignored.
        if (instrument.Meter != meter.Meter)
            return instrument.Meter.Name == SweepMeter.MeterName ? MetricStreamConfiguration.Drop : null;
        // Those that are there at first, those of new sweeps, and what one reading may bring before the count of new ones is looked at.
        var places = (meter.Sweeps.MaxSweeps + (2 * MaxNewSweeps)) * SweepMeter.MaxRanks;
        var points = places * SweepMeter.MaxCells;
        return new() { CardinalityLimit = instrument.Name == MetricCatalog.LeaderCell.Name ? points + (2 * MaxNewTexts) : points };
    }
}
