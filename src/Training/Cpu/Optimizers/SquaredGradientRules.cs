using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>sqrt(v + inner) + outer: epsilon goes inside the root under Keras and TensorFlow 1, outside under PyTorch.</summary>
internal readonly struct Denominator<T>(OptimizerSettings settings)
    where T : struct, ILanes<T>
{
    private readonly T _inner = T.Create(settings.Convention == OptimizerConvention.PyTorch ? 0 : (float)settings.Epsilon);
    private readonly T _outer = T.Create(settings.Convention == OptimizerConvention.PyTorch ? (float)settings.Epsilon : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Of(T squares) => T.Sqrt(squares + _inner) + _outer;
}

/// <summary>RMSprop (Tieleman and Hinton 2012): v = rho v + (1 - rho) g^2; w -= rate g / denominator(v).</summary>
internal readonly struct RmsPropRule<T>(OptimizerSettings settings, double rate) : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _rho = T.Create((float)settings.Rho);
    private readonly T _gain = T.Create((float)(1 - settings.Rho));
    private readonly T _minusRate = T.Create(-(float)rate);
    private readonly Denominator<T> _denominator = new(settings);

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient * _gain, gradient, state0 * _rho);
        weight += _minusRate * gradient / _denominator.Of(state0);
    }
}

/// <summary>RMSprop with momentum: u = momentum u + inside g / denominator(v); w += outside u.</summary>
internal readonly struct RmsPropMomentumRule<T> : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _rho;
    private readonly T _gain;
    private readonly T _momentum;
    private readonly T _inside;
    private readonly T _outside;
    private readonly Denominator<T> _denominator;

    public RmsPropMomentumRule(OptimizerSettings settings, double rate)
    {
        var torch = settings.Convention == OptimizerConvention.PyTorch;
        _rho = T.Create((float)settings.Rho);
        _gain = T.Create((float)(1 - settings.Rho));
        _momentum = T.Create((float)settings.Momentum);
        _inside = T.Create(torch ? 1 : (float)rate);
        _outside = T.Create(torch ? -(float)rate : -1);
        _denominator = new(settings);
    }

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient * _gain, gradient, state0 * _rho);
        state1 = T.FusedMultiplyAdd(_momentum, state1, _inside * gradient / _denominator.Of(state0));
        weight = T.FusedMultiplyAdd(_outside, state1, weight);
    }
}

/// <summary>Adagrad (Duchi et al. 2011): v += g^2; w -= rate g / denominator(v).</summary>
internal readonly struct AdagradRule<T>(OptimizerSettings settings, double rate) : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _minusRate = T.Create(-(float)rate);
    private readonly Denominator<T> _denominator = new(settings);

    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient, gradient, state0);
        weight += _minusRate * gradient / _denominator.Of(state0);
    }
}

/// <summary>Adadelta (Zeiler 2012): v = rho v + (1 - rho) g^2; d = sqrt((a + eps) / (v + eps)) g; a = rho
/// a + (1 - rho) d^2; w -= rate d.</summary>
internal readonly struct AdadeltaRule<T>(OptimizerSettings settings, double rate) : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _rho = T.Create((float)settings.Rho);
    private readonly T _gain = T.Create((float)(1 - settings.Rho));
    private readonly T _epsilon = T.Create((float)settings.Epsilon);
    private readonly T _minusRate = T.Create(-(float)rate);

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient * _gain, gradient, state0 * _rho);
        var step = T.Sqrt((state1 + _epsilon) / (state0 + _epsilon)) * gradient;
        state1 = T.FusedMultiplyAdd(step * _gain, step, state1 * _rho);
        weight = T.FusedMultiplyAdd(_minusRate, step, weight);
    }
}
