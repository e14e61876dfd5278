using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Optimizers;

/// <summary>Adam (Kingma and Ba 2014) and AdamW (Loshchilov and Hutter 2017). Keras and TensorFlow 1 correct the bias of the second moment
/// in the rate, before epsilon is added (Kingma and Ba, end of section 2); PyTorch corrects it under the root.</summary>
internal sealed class TorchAdamRule(RuleKey key) : TorchRule
{
    private readonly bool _decays = key.Kind == OptimizerKind.AdamW;

    public override int States => 2;

    public override int Coefficients => 7;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        var adam = settings.Settings;
        var correction1 = 1 - DeterministicMath.Power(adam.Beta1, step);
        var rootCorrection2 = Math.Sqrt(1 - DeterministicMath.Power(adam.Beta2, step));
        coefficients[0] = (float)(1 - adam.Beta1);
        coefficients[1] = (float)adam.Beta2;
        coefficients[2] = (float)(1 - adam.Beta2);
        coefficients[3] = (float)adam.Epsilon;
        coefficients[4] = -(float)(key.IsPyTorch ? rate / correction1 : rate * rootCorrection2 / correction1);
        coefficients[5] = (float)(1 / rootCorrection2);
        coefficients[6] = (float)(1 - (rate * adam.WeightDecay));
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        var denominator = Moments.Update(parameters, coefficients, key.IsPyTorch ? coefficients[5] : null);
        if (_decays)
            parameters.Weights.mul_(coefficients[6]);
        parameters.Weights.addcdiv_(parameters.State0.mul(coefficients[4]), denominator, TorchDevice.One);
    }
}

/// <summary>Nadam (Dozat 2016): Adam that looks ahead along the first moment.</summary>
internal sealed class TorchNadamRule : TorchRule
{
    public override int States => 2;

    public override int Coefficients => 7;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        var nadam = settings.Settings;
        var product = settings.Product.UpTo(step);
        var now = MomentumProduct.Momentum(nadam, step);
        var next = MomentumProduct.Momentum(nadam, step + 1);
        coefficients[0] = (float)(1 - nadam.Beta1);
        coefficients[1] = (float)nadam.Beta2;
        coefficients[2] = (float)(1 - nadam.Beta2);
        coefficients[3] = (float)nadam.Epsilon;
        coefficients[4] = -(float)(rate * next / (1 - (product * next)));
        coefficients[5] = (float)(1 / Math.Sqrt(1 - DeterministicMath.Power(nadam.Beta2, step)));
        coefficients[6] = -(float)(rate * (1 - now) / (1 - product));
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        var denominator = Moments.Update(parameters, coefficients, coefficients[5]);
        var step = parameters.State0.mul(coefficients[4]).addcmul_(parameters.Gradient, coefficients[6], TorchDevice.One);
        parameters.Weights.addcdiv_(step, denominator, TorchDevice.One);
    }
}

/// <summary>The running means of gradients and their squares.</summary>
internal static class Moments
{
    /// <summary>m += (g - m) gain1; v = decay2 v + gain2 g^2. Returns sqrt(v) rootScale + epsilon.</summary>
    /// <param name="coefficients">gain1, decay2, gain2, epsilon.</param>
    /// <param name="rootScale">Null: 1.</param>
    public static Tensor Update(StackParameters parameters, ReadOnlySpan<Tensor> coefficients, Tensor? rootScale)
    {
        var gradient = parameters.Gradient;
        parameters.State0.lerp_(gradient, coefficients[0]);
        parameters.State1.mul_(coefficients[1]).addcmul_(gradient.mul(coefficients[2]), gradient, TorchDevice.One);
        var root = parameters.State1.sqrt();
        if (rootScale is not null)
            root.mul_(rootScale);
        return root.add_(coefficients[3], TorchDevice.One);
    }
}
