namespace SweepCluster.Model.Spec;

/// <summary>A race over seeds: only configurations that can still be the best are repeated.</summary>
/// <param name="First">Number of seeds of every configuration before the first comparison, at least 2.</param>
/// <param name="Max">Maximum number of seeds of a configuration, at least <paramref name="First"/>.</param>
/// <param name="Confidence">The probability, at least, that the best configuration is not dropped; between 0 and 1.</param>
/// <param name="Indifference">A difference of means that does not matter; 0: every difference matters.</param>
public sealed record RaceSpec(int First, int Max, double Confidence, double Indifference);
