using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>Errors about sweeps and trials that are not recorded.</summary>
public static class NotRecorded
{
    /// <param name="place">The database that was read; null if the command has made it clear.</param>
    public static SweepException Sweep(string id, string? place = null) =>
        new($"There is no sweep '{id}'{(place is null ? "" : $" in {place}")}. `./sweep ls` lists the sweeps there are.");

    /// <param name="option">The option that named the trial; null if none did.</param>
    public static SweepException Trial(string sweepId, long trial, string? option = null) => new(
        $"{(option is null ? "" : $"{option}: ")}{sweepId} has no trial {trial} that was started. "
        + $"`./sweep show {sweepId}` says how many there are.");
}
