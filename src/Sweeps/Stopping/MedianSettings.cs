namespace SweepCluster.Sweeps.Stopping;

/// <summary>The settings of the median rule.</summary>
/// <param name="Grace">Number of epochs after which a trial is looked at for the first time; at least 1.</param>
/// <param name="Startup">Number of complete trials below which none is stopped; at least 1.</param>
/// <param name="Interval">Number of epochs between two looks at a trial; at least 1.</param>
public sealed record MedianSettings(int Grace = 5, int Startup = 5, int Interval = 1);
