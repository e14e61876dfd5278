using System.Globalization;

namespace SweepCluster.Testing.Faults;

/// <summary>The recoveries from all faults of one kind: a row of a Markdown table.</summary>
/// <param name="Kind">Name of the kind of fault.</param>
/// <param name="Faults">The recovery from each fault.</param>
/// <param name="Sweeps">Number of sweeps whose records were compared with an undisturbed run.</param>
/// <param name="Trials">Number of recorded trials of those sweeps.</param>
public sealed record FaultRow(string Kind, IReadOnlyList<Standstill> Faults, int Sweeps, long Trials)
{
    /// <summary>The two lines above the rows.</summary>
    public const string Header =
        "| fault | times | next trial ended after (median) | at most | all that ran had ended after, at most | sweeps | trials compared |\n"
        + "|---|---|---|---|---|---|---|";

    /// <summary>Median of <see cref="Standstill.FirstEnd"/> in seconds; null: no fault has one.</summary>
    public double? MedianFirstEnd => Median([.. Faults.Select(fault => fault.FirstEnd).OfType<double>().Order()]);

    /// <summary>Maximum of <see cref="Standstill.FirstEnd"/> in seconds; null: no fault has one.</summary>
    public double? MaxFirstEnd => Faults.Max(fault => fault.FirstEnd);

    /// <summary>Maximum of <see cref="Standstill.AllEnded"/> in seconds; null: no fault has one.</summary>
    public double? MaxAllEnded => Faults.Max(fault => fault.AllEnded);

    /// <summary>The row in Markdown.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Kind} | {Faults.Count} | {Show(MedianFirstEnd)} | {Show(MaxFirstEnd)} | {Show(MaxAllEnded)} | {Sweeps} | {Trials:N0} |");

    private static double? Median(double[] sorted) => sorted.Length == 0
        ? null
        : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string Show(double? seconds) =>
        seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0} s") : "-";
}
