using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>Another process runs the sweep. It may be a process that does not answer any more and has not been declared dead yet.</summary>
public sealed class ClaimHeldException(string message) : SweepException(message);
