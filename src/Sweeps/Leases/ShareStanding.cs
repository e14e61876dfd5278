using System.Globalization;

namespace SweepCluster.Sweeps.Leases;

/// <summary>The figures by which <see cref="FairShare"/> ranks a sweep.</summary>
/// <param name="Priority">The sweep of the higher priority goes first.</param>
/// <param name="ChargedSeconds">Slot-seconds divided by the weight: used ones, and those that the held trials are expected to take. Among
/// sweeps of the same priority the lowest goes first.</param>
/// <param name="BusySeconds">Slot-seconds used.</param>
/// <param name="Held">Number of trials held by slots.</param>
public readonly record struct ShareStanding(
    string SweepId, int Priority, double ChargedSeconds, double BusySeconds, double Weight, int Held)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{SweepId} (priority {Priority}, charged {ChargedSeconds:0.###} s: busy {BusySeconds:0.###} s, weight {Weight}, "
        + $"trials held {Held})");
}
