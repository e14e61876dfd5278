using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Optimizers;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>Computes the maximum number of trials of a stack.</summary>
internal static class StackSize
{
    private const int MaxLanes = 128;

    // On a processor a stack saves only the cost of launches: it pays if a step's arithmetic is small compared to that.
    private const int MaxLanesOnCpu = 8;
    private const long MaxCpuMultiplyAdds = 4_000_000;

    // Assumed where the free memory is unknown.
    private const long AssumedFreeBytes = 2L << 30;

    // The rest is for other threads on the device, and for the allocator's rounding.
    private const double UsedShare = 0.6;

    // Besides weights and states: gradients, and temporaries of the optimizer.
    private const int Temporaries = 4;
    private const int EvaluationRows = 2000;

    /// <summary>The maximum number of trials, at least 1.</summary>
    public static int Compute(TorchDevice device, TrialConfiguration configuration, int pixels, int classes)
    {
        var parameters = ParameterCount.Compute(configuration, pixels, classes);
        if (device.IsCpu)
            return parameters * configuration.Batch <= MaxCpuMultiplyAdds ? MaxLanesOnCpu : 1;
        var states = TorchRule.Create(RuleKey.FromSettings(configuration.Optimizer)).States;
        long units = configuration.Hidden.Sum(layer => layer.Width) + classes;
        var lane = sizeof(float)
            * ((parameters * (1 + states + Temporaries)) + (configuration.Batch * ((4 * units) + pixels)) + (EvaluationRows * 3 * units));
        var free = device.FreeBytes() ?? AssumedFreeBytes;
        return (int)Math.Clamp(free * UsedShare / lane, 1, MaxLanes);
    }
}
