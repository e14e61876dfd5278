using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>Another process has claimed the sweep since this one did: the refused batch was not written, and this process must not change
/// the sweep any more. What it recorded before stays.</summary>
/// <param name="sweepId">The sweep that another process has claimed.</param>
public sealed class ClaimLostException(string sweepId) : SweepException(
    $"Another process has taken {sweepId} over: later work of this one was not recorded. Watch it with `./sweep watch {sweepId}`.",
    SweepErrorKind.Environment);
