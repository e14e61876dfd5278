using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>How many trials share minibatches, and how many of those are kept prepared; measured in
/// <c>docs/adr/0005-packing.md</c>.</summary>
internal static class PackSize
{
    /// <summary>Trials of a pack at most.</summary>
    public const int MaxTrials = 4;

    /// <summary>Beyond it a step takes so long that the gather no longer counts; a pack would only hold more memory.</summary>
    private const long MaxNetworkBytes = 4 << 20;

    private const int MaxWindow = 10;
    private const long WindowBytes = 2 << 20;

    /// <summary>By the configuration alone, as if for images of 784 pixels and an optimizer with two states a weight.</summary>
    public static PackRule RuleFor(TrialLease lease) => 3 * sizeof(float) * ParameterCount.Compute(lease.Configuration) > MaxNetworkBytes
        ? PackRule.Alone
        : new(FeedKey.Create(lease.Configuration, lease.Seed, lease.SeedIndex), MaxTrials);

    /// <summary>Minibatches that a trial trains on before the next one's turn.</summary>
    /// <param name="pixels">Of an image.</param>
    public static int Window(TrialConfiguration configuration, int pixels) =>
        (int)Math.Clamp(WindowBytes / ((long)configuration.Batch * PanelLayout.Pad(pixels) * sizeof(float)), 1, MaxWindow);
}
