using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Optimizers;

/// <summary>An optimizer over any number of weights: it turns gradients into new weights in one pass over memory.</summary>
internal abstract unsafe class OptimizerPass<T>
    where T : struct, ILanes<T>
{
    /// <summary>States smaller than this become 0. Without it, moments that decay towards 0 become subnormal, and Adam takes 24 times as
    /// long.</summary>
    public const float Tiny = 1e-30f;

    /// <summary>Number of states per weight: 0 to 2.</summary>
    public abstract int States { get; }

    /// <summary>Sets the constants of a step.</summary>
    /// <param name="step">Step of the trial, from 1.</param>
    /// <param name="rate">The step's learning rate.</param>
    public abstract void BeginStep(long step, double rate);

    /// <summary>Updates <paramref name="count"/> weights. The gradient is scale * gradient + twiceL2 * weight, then clipped.</summary>
    /// <param name="count">A multiple of 16.</param>
    /// <param name="clip">Maximum absolute value of a gradient; infinity for no clipping.</param>
    public abstract void Apply(
        float* gradient, float* weights, float* state0, float* state1, nint count, float scale, float twiceL2, float clip);

    /// <summary>Creates the pass of a configuration's optimizer.</summary>
    public static OptimizerPass<T> Create(OptimizerSettings settings)
    {
        switch (settings.Kind)
        {
            case OptimizerKind.Sgd when settings.Momentum == 0:
                return new OptimizerPass<T, SgdRule<T>>((_, rate) => new(rate));
            case OptimizerKind.Sgd:
                return new OptimizerPass<T, MomentumRule<T>>((_, rate) => new(settings, rate));
            case OptimizerKind.Adam or OptimizerKind.AdamW:
                return new OptimizerPass<T, AdamRule<T>>((step, rate) => new(settings, rate, step));
            case OptimizerKind.Nadam:
                var momenta = new MomentumProduct(settings);
                return new OptimizerPass<T, NadamRule<T>>((step, rate) => new(settings, rate, step, momenta.UpTo(step)));
            case OptimizerKind.RmsProp when settings.Momentum == 0:
                return new OptimizerPass<T, RmsPropRule<T>>((_, rate) => new(settings, rate));
            case OptimizerKind.RmsProp:
                return new OptimizerPass<T, RmsPropMomentumRule<T>>((_, rate) => new(settings, rate));
            case OptimizerKind.Adagrad:
                return new OptimizerPass<T, AdagradRule<T>>((_, rate) => new(settings, rate));
            case OptimizerKind.Adadelta:
                return new OptimizerPass<T, AdadeltaRule<T>>((_, rate) => new(settings, rate));
            default:
                throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "Unknown optimizer.");
        }
    }

    /// <summary>The number of states of the optimizer per weight.</summary>
    public static int StatesOf(OptimizerSettings settings) => Create(settings).States;
}

internal sealed unsafe class OptimizerPass<T, TRule>(Func<long, double, TRule> begin) : OptimizerPass<T>
    where T : struct, ILanes<T>
    where TRule : struct, IUpdateRule<T>
{
    private TRule _rule;

    public override int States => TRule.States;

    public override void BeginStep(long step, double rate) => _rule = begin(step, rate);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(
        float* gradient, float* weights, float* state0, float* state1, nint count, float scale, float twiceL2, float clip)
    {
        var rule = _rule;
        var (scales, decay, high, low, tiny) = (T.Create(scale), T.Create(twiceL2), T.Create(clip), T.Create(-clip), T.Create(Tiny));
        var clips = !float.IsPositiveInfinity(clip);
        for (nint i = 0; i < count; i += T.Count)
        {
            var weight = T.Load(weights + i);
            var total = T.FusedMultiplyAdd(decay, weight, scales * T.Load(gradient + i));
            if (clips)
                total = T.SelectLess(total, low, low, T.SelectLess(high, total, high, total));
            var first = TRule.States > 0 ? T.Load(state0 + i) : T.Zero;
            var second = TRule.States > 1 ? T.Load(state1 + i) : T.Zero;
            rule.Update(total, ref weight, ref first, ref second);
            weight.Store(weights + i);
            if (TRule.States > 0)
                T.SelectLess(T.Abs(first), tiny, T.Zero, first).Store(state0 + i);
            if (TRule.States > 1)
                T.SelectLess(T.Abs(second), tiny, T.Zero, second).Store(state1 + i);
        }
    }
}
