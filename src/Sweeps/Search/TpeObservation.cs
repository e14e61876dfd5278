using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Search;

/// <summary>A configuration that was proposed, with its result if it has one. Made by <see cref="TpeSampler.Observe"/>.</summary>
public sealed record TpeObservation
{
    internal TpeObservation(long number, ImmutableArray<double> point, double score, int epochs) =>
        (Number, Point, Score, Epochs) = (number, point, score, epochs);

    /// <summary>Number of the proposal.</summary>
    public long Number { get; }

    /// <summary>Number of epochs that its trial was trained; results after more epochs count before others.</summary>
    public int Epochs { get; }

    // By axis, as TpeAxis encodes it; NaN where the axis does not exist.
    internal ImmutableArray<double> Point { get; }

    // The least is the best; infinite if there is no objective.
    internal double Score { get; }

    internal static IComparer<TpeObservation> BestFirst { get; } = Comparer<TpeObservation>.Create((left, right) =>
    {
        var order = double.IsPositiveInfinity(left.Score).CompareTo(double.IsPositiveInfinity(right.Score));
        if (order == 0)
            order = right.Epochs.CompareTo(left.Epochs);
        if (order == 0)
            order = left.Score.CompareTo(right.Score);
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    });
}
