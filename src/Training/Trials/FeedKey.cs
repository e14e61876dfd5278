using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Trials;

/// <summary>The properties that determine the minibatches of a trial: trials with the same key can share them.</summary>
public sealed record FeedKey(DataSettings Data, int Batch, bool DropRemainder, bool Shuffle, ulong Seed, int SeedIndex)
{
    /// <summary>Creates the key of a trial. Seed and seed index only affect the order, and are 0 if it isn't shuffled.</summary>
    public static FeedKey Create(TrialConfiguration configuration, ulong seed, int seedIndex) => new(
        configuration.Data, configuration.Batch, configuration.DropRemainder, configuration.Shuffle,
        configuration.Shuffle ? seed : 0, configuration.Shuffle ? seedIndex : 0);
}
