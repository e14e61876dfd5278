using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>w -= rate g.</summary>
internal readonly struct SgdRule<T>(double rate) : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _minusRate = T.Create(-(float)rate);

    public static int States => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1) =>
        weight = T.FusedMultiplyAdd(_minusRate, gradient, weight);
}

/// <summary>u = momentum u + inside g; w += outside u, or with Nesterov w += outside (momentum u + inside g). The rate is inside
/// under Keras and outside under TensorFlow 1 and PyTorch.</summary>
internal readonly struct MomentumRule<T> : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _momentum;
    private readonly T _inside;
    private readonly T _outside;
    private readonly bool _nesterov;

    public MomentumRule(OptimizerSettings settings, double rate)
    {
        var keras = settings.Convention == OptimizerConvention.Keras;
        _momentum = T.Create((float)settings.Momentum);
        _inside = T.Create(keras ? -(float)rate : 1);
        _outside = T.Create(keras ? 1 : -(float)rate);
        _nesterov = settings.Nesterov;
    }

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        var scaled = _inside * gradient;
        state0 = T.FusedMultiplyAdd(_momentum, state0, scaled);
        var step = _nesterov ? T.FusedMultiplyAdd(_momentum, state0, scaled) : state0;
        weight = T.FusedMultiplyAdd(_outside, step, weight);
    }
}
