using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Networks;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Optimizers;

/// <summary>w -= rate g.</summary>
internal sealed class TorchSgdRule : TorchRule
{
    public override int States => 0;

    public override int Coefficients => 1;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate) => coefficients[0] = -(float)rate;

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients) =>
        parameters.Weights.addcmul_(parameters.Gradient, coefficients[0], TorchDevice.One);
}

/// <summary>u = momentum u + inside g; w += outside u, or with Nesterov w += outside (momentum u + inside g). The rate is inside
/// under Keras and outside under TensorFlow 1 and PyTorch.</summary>
internal sealed class TorchMomentumRule(RuleKey key) : TorchRule
{
    private readonly bool _inside = key.Convention == OptimizerConvention.Keras;

    public override int States => 1;

    public override int Coefficients => 2;

    public override void Fill(Span<float> coefficients, TrialMomenta settings, long step, double rate)
    {
        coefficients[0] = (float)settings.Settings.Momentum;
        coefficients[1] = -(float)rate;
    }

    public override void Apply(StackParameters parameters, ReadOnlySpan<Tensor> coefficients)
    {
        var (momentum, minusRate) = (coefficients[0], coefficients[1]);
        var scaled = _inside ? parameters.Gradient.mul_(minusRate) : parameters.Gradient;
        parameters.State0.mul_(momentum).add_(scaled, TorchDevice.One);
        var step = key.Nesterov ? parameters.State0.mul(momentum).add_(scaled, TorchDevice.One) : parameters.State0;
        if (_inside)
            parameters.Weights.add_(step, TorchDevice.One);
        else
            parameters.Weights.addcmul_(step, minusRate, TorchDevice.One);
    }
}
