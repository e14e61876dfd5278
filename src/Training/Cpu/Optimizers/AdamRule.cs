using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>Adam (Kingma and Ba 2014) and AdamW (Loshchilov and Hutter 2017). Keras and TensorFlow 1 correct the bias of the second moment
/// in the rate, before epsilon is added (Kingma and Ba, end of section 2); PyTorch corrects it under the root.</summary>
internal readonly struct AdamRule<T> : IUpdateRule<T>
    where T : struct, ILanes<T>
{
    private readonly T _gain1;
    private readonly T _decay2;
    private readonly T _gain2;
    private readonly T _rootScale;
    private readonly T _epsilon;
    private readonly T _minusRate;
    private readonly T _keep;

    /// <param name="step">Step of the trial, from 1.</param>
    public AdamRule(OptimizerSettings settings, double rate, long step)
    {
        var correction1 = 1 - DeterministicMath.Power(settings.Beta1, step);
        var rootCorrection2 = Math.Sqrt(1 - DeterministicMath.Power(settings.Beta2, step));
        var torch = settings.Convention == OptimizerConvention.PyTorch;
        _gain1 = T.Create((float)(1 - settings.Beta1));
        _decay2 = T.Create((float)settings.Beta2);
        _gain2 = T.Create((float)(1 - settings.Beta2));
        _rootScale = T.Create(torch ? (float)(1 / rootCorrection2) : 1);
        _epsilon = T.Create((float)settings.Epsilon);
        _minusRate = T.Create(-(float)(torch ? rate / correction1 : rate * rootCorrection2 / correction1));
        _keep = T.Create((float)(1 - (rate * settings.WeightDecay)));
    }

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(T gradient, ref T weight, ref T state0, ref T state1)
    {
        state0 = T.FusedMultiplyAdd(gradient - state0, _gain1, state0);
        state1 = T.FusedMultiplyAdd(gradient * _gain2, gradient, state1 * _decay2);
        var denominator = T.FusedMultiplyAdd(T.Sqrt(state1), _rootScale, _epsilon);
        weight = (weight * _keep) + (_minusRate * state0 / denominator);
    }
}
