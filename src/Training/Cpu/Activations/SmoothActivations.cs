using System.Runtime.CompilerServices;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Activations;

/// <summary>x Phi(x); slope Phi(x) + x phi(x).</summary>
internal readonly struct Gelu<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => input * LaneMath.NormalDistribution(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) =>
        T.FusedMultiplyAdd(input, LaneMath.NormalDensity(input), LaneMath.NormalDistribution(input));
}

/// <summary>log(1 + e^x); slope 1 - e^-output, the sigmoid.</summary>
internal readonly struct Softplus<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => LaneMath.Softplus(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => -LaneMath.ExpMinusOne(-output);
}

/// <summary>tanh x.</summary>
internal readonly struct HyperbolicTangent<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => LaneMath.Tanh(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.FusedMultiplyAdd(-output, output, T.Create(1));
}

/// <summary>1 / (1 + e^-x).</summary>
internal readonly struct Sigmoid<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => LaneMath.Sigmoid(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => output * (T.Create(1) - output);
}
