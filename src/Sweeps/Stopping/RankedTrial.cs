namespace SweepCluster.Sweeps.Stopping;

/// <summary>A trial with its score, of which the least is the best.</summary>
internal readonly record struct RankedTrial(double Score, long Trial)
{
    /// <summary>The best first; equal ones in the order of their trials.</summary>
    public static IComparer<RankedTrial> BestFirst { get; } = Comparer<RankedTrial>.Create((left, right) =>
    {
        var order = left.Score.CompareTo(right.Score);
        return order != 0 ? order : left.Trial.CompareTo(right.Trial);
    });
}
