using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>The number of trials that share minibatches, and of minibatches that stay prepared; measured in
/// <c>docs/adr/0005-packing.md</c>.</summary>
internal static class PackSize
{
    /// <summary>Maximum number of trials of a pack.</summary>
    public const int MaxTrials = 4;

    /// <summary>Network size beyond which a step takes so long that the gather no longer matters; a pack would only use more
    /// memory.</summary>
    private const long MaxNetworkBytes = 4 << 20;

    private const int MaxWindow = 10;
    private const long WindowBytes = 2 << 20;

    /// <summary>The rule of a trial, from its configuration alone, as if for images of 784 pixels and an optimizer with two states per
    /// weight.</summary>
    public static PackRule RuleFor(TrialLease lease) => 3 * sizeof(float) * ParameterCount.Compute(lease.Configuration) > MaxNetworkBytes
        ? PackRule.Alone
        : new(FeedKey.Create(lease.Configuration, lease.Seed, lease.SeedIndex), MaxTrials);

    /// <summary>Number of minibatches that a trial trains on before the next one's turn.</summary>
    /// <param name="pixels">Number of pixels of an image.</param>
    public static int Window(TrialConfiguration configuration, int pixels) =>
        (int)Math.Clamp(WindowBytes / ((long)configuration.Batch * PanelLayout.Pad(pixels) * sizeof(float)), 1, MaxWindow);
}
