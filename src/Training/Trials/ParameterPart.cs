namespace SweepCluster.Training.Trials;

/// <summary>The kinds of numbers of a layer: trainable ones, and the optimizer's states of each.</summary>
public enum ParameterPart
{
    Kernel,
    Bias,
    KernelState0,
    BiasState0,
    KernelState1,
    BiasState1,
}
