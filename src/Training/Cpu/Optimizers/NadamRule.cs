using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>Nadam (Dozat 2016): Adam that looks ahead along the first moment, with the momentum schedule
/// beta1 (1 - 0.96^(d t) / 2), d = 1 under Keras and 0.004 under PyTorch.</summary>
internal readonly struct NadamRule<T> : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _gain1;
    private readonly T _decay2;
    private readonly T _gain2;
    private readonly T _rootScale;
    private readonly T _epsilon;
    private readonly T _minusRate1;
    private readonly T _minusRateGradient;

    /// <param name="step">Step of the trial, from 1.</param>
    /// <param name="momentumProduct">The product of the scheduled momenta up to this step.</param>
    public NadamRule(OptimizerSettings settings, double rate, long step, double momentumProduct)
    {
        var now = MomentumProduct.Momentum(settings, step);
        var next = MomentumProduct.Momentum(settings, step + 1);
        _gain1 = T.Create((float)(1 - settings.Beta1));
        _decay2 = T.Create((float)settings.Beta2);
        _gain2 = T.Create((float)(1 - settings.Beta2));
        _rootScale = T.Create((float)(1 / Math.Sqrt(1 - DeterministicMath.Power(settings.Beta2, step))));
        _epsilon = T.Create((float)settings.Epsilon);
        _minusRate1 = T.Create(-(float)(rate * next / (1 - (momentumProduct * next))));
        _minusRateGradient = T.Create(-(float)(rate * (1 - now) / (1 - momentumProduct)));
    }

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient - state0, _gain1, state0);
        state1 = T.FusedMultiplyAdd(gradient * _gain2, gradient, state1 * _decay2);
        var denominator = T.FusedMultiplyAdd(T.Sqrt(state1), _rootScale, _epsilon);
        weight += T.FusedMultiplyAdd(_minusRate1, state0, _minusRateGradient * gradient) / denominator;
    }
}
