namespace SweepCluster.Testing.Faults;

/// <summary>A fault of a schedule.</summary>
/// <param name="Pause">Pause before the fault, after the recovery from the fault before it.</param>
/// <param name="Share">Number from 0 (inclusive) to 1 (exclusive) that chooses what the fault hits.</param>
public sealed record PlannedFault(TimeSpan Pause, double Share)
{
    /// <summary>Chooses one of the candidates, such as the silos that are alive when the fault is due. All are equally likely.</summary>
    /// <param name="candidates">At least one.</param>
    public T Choose<T>(IReadOnlyList<T> candidates) => candidates[(int)(Share * candidates.Count)];
}
