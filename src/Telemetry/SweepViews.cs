using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>Configures how OpenTelemetry's SDK aggregates this program's instruments. It keeps a point for every set of labels that an
/// instrument has ever had, though it doesn't export those that aren't observed any more; sets beyond its limit are counted in one further
/// point. So the limits here are wide enough for the sweeps that have series and for <see cref="MaxNewSweeps"/> more; after that, a new SDK
/// instance has to be created.</summary>
internal static class SweepViews
{
    public const int MaxNewSweeps = 10;

    // Hyperparameters at a place may change over a sweep's life, if choices have their own.
    private const int MaxParameterPoints = 2 * SweepBoard.MaxSweeps * SweepMeter.MaxRanks * 20;

    // Maximum of the other instruments: places of sweeps, or slots.
    private const int MaxPoints = 2 * SweepBoard.MaxSweeps * SweepMeter.MaxRanks;

    /// <summary>Adds this process's meter, and others by their names.</summary>
    public static MeterProviderBuilder AddSweeps(this MeterProviderBuilder builder, SweepMeter meter, IReadOnlyList<string> otherMeters)
    {
        builder.AddMeter(SweepMeter.MeterName).AddView(instrument => View(instrument, meter));
        foreach (var other in otherMeters)
            builder.AddMeter(other);
        return builder;
    }

    private static MetricStreamConfiguration? View(Instrument instrument, SweepMeter meter)
    {
        // Meters are selected by name; another meter of the same name, as in tests, is ignored.
        if (instrument.Meter != meter.Meter)
            return instrument.Meter.Name == SweepMeter.MeterName ? MetricStreamConfiguration.Drop : null;
        return new() { CardinalityLimit = instrument.Name == MetricCatalog.LeaderParameter.Name ? MaxParameterPoints : MaxPoints };
    }
}
