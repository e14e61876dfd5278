using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Trials;

/// <summary>What decides the minibatches of a trial: trials that agree in all of it can share them.</summary>
public sealed record FeedKey(DataSettings Data, int Batch, bool DropRemainder, bool Shuffle, ulong Seed, int SeedIndex)
{
    /// <summary>Seed and repeat decide nothing but the order, and are 0 where it isn't shuffled.</summary>
    public static FeedKey Create(TrialConfiguration configuration, ulong seed, int seedIndex) => new(
        configuration.Data, configuration.Batch, configuration.DropRemainder, configuration.Shuffle,
        configuration.Shuffle ? seed : 0, configuration.Shuffle ? seedIndex : 0);
}
