using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Optimizers;

/// <summary>One step of an optimizer over all numbers of all trials, with the CPU trainer's formulas. Values that differ between trials are
/// passed as coefficients, [K x 1] each.</summary>
internal abstract class TorchRule
{
    /// <summary>Number of states per weight, 0 to 2.</summary>
    public abstract int States { get; }

    /// <summary>Number of coefficients of a step.</summary>
    public abstract int Coefficients { get; }

    /// <summary>Fills one trial's coefficients of one step.</summary>
    /// <param name="step">Step of the trial, from 1.</param>
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

/// <summary>The properties that determine an optimizer's operations, as opposed to its numbers: trials with the same key can step
/// together.</summary>
internal sealed record RuleKey(OptimizerKind Kind, OptimizerConvention Convention, bool HasMomentum, bool Nesterov)
{
    public bool IsPyTorch => Convention == OptimizerConvention.PyTorch;

    public static RuleKey FromSettings(OptimizerSettings settings) =>
        new(settings.Kind, settings.Convention, settings.Momentum != 0, settings.Nesterov);
}

/// <summary>A trial's optimizer settings, with Nadam's product of momenta up to the latest step.</summary>
internal sealed class TrialMomenta(OptimizerSettings settings)
{
    public OptimizerSettings Settings { get; } = settings;

    public MomentumProduct Product { get; } = new(settings);
}
