using System.Runtime.CompilerServices;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Activations;

/// <summary>x.</summary>
internal readonly struct Linear<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => input;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.Create(1);
}

/// <summary>max(x, 0); slope 0 at 0.</summary>
internal readonly struct Relu<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => T.SelectLess(input, T.Zero, T.Zero, input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.SelectLess(T.Zero, output, T.Create(1), T.Zero);
}

/// <summary>x above 0, else 0.2 x.</summary>
internal readonly struct LeakyRelu<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => T.SelectLess(T.Zero, input, input, T.Create(0.2f) * input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.SelectLess(T.Zero, output, T.Create(1), T.Create(0.2f));
}

/// <summary>x above 0, else e^x - 1.</summary>
internal readonly struct Elu<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) => T.SelectLess(T.Zero, input, input, LaneMath.ExpMinusOne(input));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.SelectLess(T.Zero, output, T.Create(1), output + T.Create(1));
}

/// <summary>ELU scaled so that activations keep mean 0 and variance 1: scale * (x above 0, else alpha (e^x - 1)).</summary>
internal readonly struct Selu<T> : IActivation<T>
    where T : struct, ILanes<T>
{
    private const float Alpha = 1.67326324f;
    private const float Scale = 1.05070099f;

    public static bool KeepsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T input) =>
        T.Create(Scale) * T.SelectLess(T.Zero, input, input, T.Create(Alpha) * LaneMath.ExpMinusOne(input));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Slope(T input, T output) => T.SelectLess(T.Zero, output, T.Create(Scale), output + T.Create(Scale * Alpha));
}
