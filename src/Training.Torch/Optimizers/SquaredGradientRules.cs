using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Networks;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Optimizers;

/// <summary>Epsilon goes inside the root under Keras and TensorFlow 1, outside under PyTorch.</summary>
internal static class TorchDenominator
{
    public static Tensor Compute(Tensor squares, Tensor epsilon, RuleKey key) =>
        key.IsPyTorch ? squares.sqrt().add_(epsilon, TorchDevice.One) : squares.add(epsilon, TorchDevice.One).sqrt_();

    /// <summary>v = rho v + gain x^2.</summary>
    public static void Average(Tensor squares, Tensor number, Tensor rho, Tensor gain) =>
        squares.mul_(rho).addcmul_(number.mul(gain), number, TorchDevice.One);
}

/// <summary>RMSprop (Tieleman and Hinton 2012): v = rho v + (1 - rho) g^2; w -= rate g / denominator(v).</summary>
internal sealed class TorchRmsPropRule(RuleKey key) : TorchRule
{
    public override int States => 1;

    public override int Coefficients => 4;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        coefficients[0] = (float)settings.Settings.Rho;
        coefficients[1] = (float)(1 - settings.Settings.Rho);
        coefficients[2] = (float)settings.Settings.Epsilon;
        coefficients[3] = -(float)rate;
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        TorchDenominator.Average(parameters.State0, parameters.Gradient, coefficients[0], coefficients[1]);
        var denominator = TorchDenominator.Compute(parameters.State0, coefficients[2], key);
        parameters.Weights.addcdiv_(parameters.Gradient.mul_(coefficients[3]), denominator, TorchDevice.One);
    }
}

/// <summary>RMSprop with momentum: u = momentum u + inside g / denominator(v); w += outside u.</summary>
internal sealed class TorchRmsPropMomentumRule(RuleKey key) : TorchRule
{
    public override int States => 2;

    public override int Coefficients => 6;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        coefficients[0] = (float)settings.Settings.Rho;
        coefficients[1] = (float)(1 - settings.Settings.Rho);
        coefficients[2] = (float)settings.Settings.Epsilon;
        coefficients[3] = (float)settings.Settings.Momentum;
        coefficients[4] = key.IsPyTorch ? 1 : (float)rate;
        coefficients[5] = key.IsPyTorch ? -(float)rate : -1;
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        TorchDenominator.Average(parameters.State0, parameters.Gradient, coefficients[0], coefficients[1]);
        var denominator = TorchDenominator.Compute(parameters.State0, coefficients[2], key);
        parameters.State1.mul_(coefficients[3]).addcdiv_(parameters.Gradient.mul_(coefficients[4]), denominator, TorchDevice.One);
        parameters.Weights.addcmul_(parameters.State1, coefficients[5], TorchDevice.One);
    }
}

/// <summary>Adagrad (Duchi et al. 2011): v += g^2; w -= rate g / denominator(v).</summary>
internal sealed class TorchAdagradRule(RuleKey key) : TorchRule
{
    public override int States => 1;

    public override int Coefficients => 2;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        coefficients[0] = (float)settings.Settings.Epsilon;
        coefficients[1] = -(float)rate;
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        parameters.State0.addcmul_(parameters.Gradient, parameters.Gradient, TorchDevice.One);
        var denominator = TorchDenominator.Compute(parameters.State0, coefficients[0], key);
        parameters.Weights.addcdiv_(parameters.Gradient.mul_(coefficients[1]), denominator, TorchDevice.One);
    }
}

/// <summary>Adadelta (Zeiler 2012): v = rho v + (1 - rho) g^2; d = sqrt((a + eps) / (v + eps)) g; a = rho
/// a + (1 - rho) d^2; w -= rate d.</summary>
internal sealed class TorchAdadeltaRule : TorchRule
{
    public override int States => 2;

    public override int Coefficients => 4;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        coefficients[0] = (float)settings.Settings.Rho;
        coefficients[1] = (float)(1 - settings.Settings.Rho);
        coefficients[2] = (float)settings.Settings.Epsilon;
        coefficients[3] = -(float)rate;
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        var (rho, gain, epsilon) = (coefficients[0], coefficients[1], coefficients[2]);
        TorchDenominator.Average(parameters.State0, parameters.Gradient, rho, gain);
        var step = parameters.State1.add(epsilon, TorchDevice.One).div_(parameters.State0.add(epsilon, TorchDevice.One)).sqrt_().mul_(
            parameters.Gradient);
        TorchDenominator.Average(parameters.State1, step, rho, gain);
        parameters.Weights.addcmul_(step, coefficients[3], TorchDevice.One);
    }
}
