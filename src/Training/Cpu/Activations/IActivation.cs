using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Activations;

/// <summary>An activation function and its derivative, on lanes.</summary>
internal interface IActivation<T>
    where T : struct, ILanes<T>
{
    /// <summary>Whether <see cref="Slope"/> needs the input, which is then kept; else the output is enough.</summary>
    static abstract bool KeepsInput { get; }

    static abstract T Apply(T input);

    /// <summary>The derivative at <paramref name="input"/>.</summary>
    /// <param name="input">The input, valid only with <see cref="KeepsInput"/>.</param>
    /// <param name="output">The result of <see cref="Apply"/>.</param>
    static abstract T Slope(T input, T output);
}
