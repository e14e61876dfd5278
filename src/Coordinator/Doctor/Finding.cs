namespace SweepCluster.Coordinator.Doctor;

/// <summary>A finding of <c>sweep doctor</c>.</summary>
/// <param name="Subject">The subject, such as <c>cores</c>.</param>
/// <param name="Text">The finding in words.</param>
/// <param name="Remedy">The remedy; empty if there is no problem.</param>
/// <param name="IsProblem">Whether it keeps sweeps from running as they should.</param>
internal sealed record Finding(string Subject, string Text, string Remedy = "", bool IsProblem = false);
