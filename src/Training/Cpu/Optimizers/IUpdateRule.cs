using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>One optimizer's step on lanes, with this step's constants. States are the running means and sums that the optimizer keeps for
/// each weight.</summary>
internal interface IUpdateRule<T>
    where T : struct, ILanes<T>
{
    /// <summary>Number of states per weight: 0 to 2.</summary>
    static abstract int States { get; }

    /// <summary>Computes the new weight and states.</summary>
    void Update(T gradient, ref T weight, ref T state0, ref T state1);
}
