namespace SweepCluster.Sweeps.Search;

/// <summary>Trials are numbered repeat by repeat: <c>trial = repeat * configurations + configuration</c>. More repeats only add
/// trials at the end, and every configuration is seen once before any is seen twice.</summary>
public static class TrialNumbering
{
    public static long TrialCount(long configurations, int repeats) => CheckedCount.Multiply(configurations, repeats);

    public static long Configuration(long trial, long configurations) => trial % configurations;

    public static int SeedIndex(long trial, long configurations) => (int)(trial / configurations);
}
