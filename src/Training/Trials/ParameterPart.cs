namespace SweepCluster.Training.Trials;

/// <summary>The numbers of a layer: what it learns, and the optimizer's states beside it.</summary>
public enum ParameterPart
{
    Kernel,
    Bias,
    KernelState0,
    BiasState0,
    KernelState1,
    BiasState1,
}
