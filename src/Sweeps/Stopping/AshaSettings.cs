using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>The settings of successive halving.</summary>
/// <param name="Eta">One in so many trials of a rung goes on; at least 2.</param>
/// <param name="MinEpochs">Number of epochs of the first rung; at least 1.</param>
/// <param name="Brackets">Number of brackets; bracket b starts at rung b. At least 1, and at most the number of rungs.</param>
public sealed record AshaSettings(int Eta = 3, int MinEpochs = 1, int Brackets = 1)
{
    /// <summary>The epochs of the rungs: <see cref="MinEpochs"/> times the powers of <see cref="Eta"/> below the full number of epochs,
    /// then
    /// that number.</summary>
    /// <param name="epochs">Number of epochs of a complete trial.</param>
    public ImmutableArray<int> Rungs(int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Eta, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinEpochs, 1);
        var rungs = ImmutableArray.CreateBuilder<int>();
        for (var rung = (long)MinEpochs; rung < epochs; rung *= Eta)
            rungs.Add((int)rung);
        rungs.Add(epochs);
        return rungs.ToImmutable();
    }
}
