using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

/// <summary>Recorded trials with chosen objectives.</summary>
internal static class TrialSamples
{
    /// <summary>A configuration whose seeds all succeeded, in order of their seed indices.</summary>
    public static ConfigurationTrials Configuration(long configuration, params double[] objectives) =>
        new(configuration, [.. objectives.Select((objective, seedIndex) => Succeeded(configuration, seedIndex, objective))]);

    public static TrialRecord Succeeded(long configuration, int seedIndex, double objective) =>
        Trial(configuration, seedIndex, TrialState.Succeeded) with
        {
            Objective = objective,
            Epochs = 2,
            TrainSeconds = 3,
            Parameters = 100,
            Final = new(Report(2), TestLoss: 0.25, TestAccuracy: 0.5 + (0.25 * seedIndex), Parameters: 100, WeightsHash: ""),
        };

    public static TrialRecord Trial(long configuration, int seedIndex, TrialState state) => new()
    {
        Trial = configuration + (100L * seedIndex),
        Configuration = configuration,
        SeedIndex = seedIndex,
        State = state,
        Attempt = 1,
        Pass = 0,
        StartedAt = DateTimeOffset.UnixEpoch,
    };

    private static EpochReport Report(int epoch) => new(epoch, 0.1, 0.9, null, null, 0.001, 1.5, 100);
}
