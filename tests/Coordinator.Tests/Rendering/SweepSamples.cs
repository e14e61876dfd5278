using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>A sweep of three widths by two activations, two seeds each, in its middle.</summary>
internal static class SweepSamples
{
    public static SweepSpec Spec { get; } = Specs.Read(
        "name: sample\ndataset: glyphs\nsplit: {last: 10000}\nseeds: 2\nspace: {width: [32, 64, 128], activation: [relu, tanh]}\n");

    public static SweepRecord Sweep(SweepStatus status = SweepStatus.Running, string reason = "") =>
        new("sample-1", "sample", Spec.Text, null, 6, 2, 0, 0, status, reason, DateTimeOffset.UnixEpoch, 75);

    public static SweepSnapshot Snapshot(int running = 2) => new(
        Sweep(),
        12,
        new Dictionary<TrialState, long> { [TrialState.Succeeded] = 6, [TrialState.Diverged] = 1, [TrialState.Running] = running },
        [.. Enumerable.Range(0, running).Select(slot => new RunningTrial(slot, 7 + slot, 1, 3, new(2, 5000, 10_000, 0.25, 0.875), 51_234))],
        TimeSpan.FromSeconds(21));

    public static IReadOnlyList<LeaderboardRow> Rows { get; } = LeaderboardTable.Build(
        Spec,
        [.. Enumerable.Range(0, 6)
            .Select(configuration => new ConfigurationTrials(configuration, [Trial(configuration, 0), Trial(configuration, 1)]))]);

    public static TrialRecord Trial(long configuration, int seedIndex) => new()
    {
        Trial = configuration + (6L * seedIndex),
        Configuration = configuration,
        SeedIndex = seedIndex,
        State = TrialState.Succeeded,
        Attempt = 1,
        Pass = 0,
        Epochs = 3,
        Objective = 0.875 + (0.02 * configuration) + (0.001 * seedIndex),
        Parameters = 42_310,
        TrainSeconds = 1.5,
        Final = new(new(3, 0.25, 0.9, 0.5, 0.875, 0.001, 0.5, 10_000), 0.75, 0.8125, 42_310, "00ff"),
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
    };
}
