using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

/// <summary>Recorded trials with chosen objectives.</summary>
internal static class TrialSamples
{
    /// <summary>A configuration whose seeds all succeeded, in order of their repeat.</summary>
    public static ConfigurationTrials Configuration(long configuration, params double[] objectives) =>
        new(configuration, [.. objectives.Select((objective, repeat) => Succeeded(configuration, repeat, objective))]);

    public static TrialRecord Succeeded(long configuration, int repeat, double objective) => Trial(configuration, repeat, TrialState.Succeeded) with
    {
        Objective = objective,
        Epochs = 2,
        TrainSeconds = 3,
        Parameters = 100,
        Final = new(Report(2), TestLoss: 0.25, TestAccuracy: 0.5 + (0.25 * repeat), Parameters: 100, WeightsHash: ""),
    };

    public static TrialRecord Trial(long configuration, int repeat, TrialState state) => new()
    {
        Trial = configuration + (100L * repeat),
        Configuration = configuration,
        Repeat = repeat,
        State = state,
        Attempt = 1,
        Pass = 0,
        StartedAt = DateTimeOffset.UnixEpoch,
    };

    private static EpochReport Report(int epoch) => new(epoch, 0.1, 0.9, null, null, 0.001, 1.5, 100);
}
