namespace SweepCluster.Coordinator.Doctor;

/// <summary>What <c>sweep doctor</c> found out.</summary>
/// <param name="Subject">Such as <c>cores</c>.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What would make it better; empty where nothing is amiss.</param>
/// <param name="IsProblem">Whether sweeps can't run, or not as they should, because of it.</param>
internal sealed record Finding(string Subject, string Text, string Remedy = "", bool IsProblem = false);
