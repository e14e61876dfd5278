using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Optimizers;

/// <summary>One step of an optimizer over all numbers of all trials, by the CPU trainer's formulas. What differs from trial to trial comes
/// in as coefficients, [K x 1] each.</summary>
internal abstract class TorchRule
{
    /// <summary>States beside each weight, 0 to 2.</summary>
    public abstract int States { get; }

    /// <summary>Coefficients of a step.</summary>
    public abstract int Coefficients { get; }

    /// <summary>Fills one trial's coefficients of one step.</summary>
    /// <param name="step">From 1.</param>
    /// <param name="rate">The step's learning rate.</param>
    public abstract void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate);

    /// <summary>Steps from <see cref="StackParameters.Gradient"/>, which it may overwrite.</summary>
    public abstract void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients);

    /// <summary>The rule for optimizers that differ in their numbers only; see <see cref="RuleKey"/>.</summary>
    public static TorchRule Create(RuleKey key) => key switch
    {
        { Kind: OptimizerKind.Sgd, HasMomentum: false } => new TorchSgdRule(),
        { Kind: OptimizerKind.Sgd } => new TorchMomentumRule(key),
        { Kind: OptimizerKind.Adam or OptimizerKind.AdamW } => new TorchAdamRule(key),
        { Kind: OptimizerKind.Nadam } => new TorchNadamRule(),
        { Kind: OptimizerKind.RmsProp, HasMomentum: false } => new TorchRmsPropRule(key),
        { Kind: OptimizerKind.RmsProp } => new TorchRmsPropMomentumRule(key),
        { Kind: OptimizerKind.Adagrad } => new TorchAdagradRule(key),
        { Kind: OptimizerKind.Adadelta } => new TorchAdadeltaRule(),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Unknown optimizer."),
    };
}

/// <summary>What decides an optimizer's operations, as against its numbers: trials that agree in it can step together.</summary>
internal sealed record RuleKey(OptimizerKind Kind, OptimizerConvention Convention, bool HasMomentum, bool Nesterov)
{
    public bool IsPyTorch => Convention == OptimizerConvention.PyTorch;

    public static RuleKey FromSettings(OptimizerSettings settings) =>
        new(settings.Kind, settings.Convention, settings.Momentum != 0, settings.Nesterov);
}

/// <summary>A trial's optimizer settings, with Nadam's product of momenta multiplied up as steps go on.</summary>
internal sealed class TrialMomenta(OptimizerSettings settings)
{
    public OptimizerSettings Settings { get; } = settings;

    public MomentumProduct Product { get; } = new(settings);
}
