namespace SweepCluster.Sweeps.Search;

/// <summary>Numbers trials seed by seed: <c>trial = seed index * configurations + configuration</c>. More seeds only add trials at the end,
/// and every configuration is trained once before any is trained twice.</summary>
public static class TrialNumbering
{
    public static long TrialCount(long configurations, int repeats) => CheckedCount.Multiply(configurations, repeats);

    public static long Configuration(long trial, long configurations) => trial % configurations;

    public static int SeedIndex(long trial, long configurations) => (int)(trial / configurations);
}
