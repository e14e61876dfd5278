namespace SweepCluster.Training.Cpu.Networks;

/// <summary>The numbers of a layer: what it learns, and the optimizer's states beside it.</summary>
internal enum ParameterPart
{
    Kernel,
    Bias,
    KernelState0,
    BiasState0,
    KernelState1,
    BiasState1,
}
