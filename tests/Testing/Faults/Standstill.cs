namespace SweepCluster.Testing.Faults;

/// <summary>How long a sweep stands still after a fault.</summary>
/// <param name="Running">Number of trials that ran or waited right after the fault.</param>
/// <param name="FirstEnd">Seconds from the fault until another trial succeeded; null: none did before the sweep ended.</param>
/// <param name="AllEnded">Seconds from the fault until all the trials that ran or waited had ended; null: it was not measured, because no
/// sweep ran at the fault.</param>
public sealed record Standstill(int Running, double? FirstEnd, double? AllEnded);
