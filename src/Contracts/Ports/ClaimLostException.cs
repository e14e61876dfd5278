using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>Another process has claimed the sweep since this one did: nothing of the refused batch was written, and this process
/// must leave the sweep alone. What it recorded before stays.</summary>
/// <param name="sweepId">The sweep that now belongs to another.</param>
public sealed class ClaimLostException(string sweepId) : SweepException(
    $"Another process has taken {sweepId} over: what this one did since was not recorded. Watch it with `./sweep watch {sweepId}`.",
    SweepErrorKind.Environment);
