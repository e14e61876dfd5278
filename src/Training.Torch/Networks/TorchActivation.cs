using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>An activation function and its derivative, with the CPU trainer's formulas.</summary>
internal abstract class TorchActivation
{
    /// <summary>f(input). The input may be overwritten, unless <see cref="KeepsInput"/>.</summary>
    public abstract Tensor Apply(Tensor input);

    /// <summary>Whether <see cref="Slope"/> reads the input.</summary>
    public virtual bool KeepsInput => false;

    /// <summary>f'(input); null if it is 1 everywhere.</summary>
    /// <param name="output">The result of <see cref="Apply"/>.</param>
    public abstract Tensor? Slope(Tensor? input, Tensor output);

    public static TorchActivation Create(Activation activation, TorchDevice device) => activation switch
    {
        Activation.Linear => new Linear(),
        Activation.Relu => new Relu(device),
        Activation.LeakyRelu => new LeakyRelu(device),
        Activation.Elu => new ScaledElu(device, 1, 1),
        Activation.Selu => new ScaledElu(device, 1.05070099f, 1.67326324f),
        Activation.Gelu => new Gelu(device),
        Activation.Softplus => new Softplus(),
        Activation.Tanh => new HyperbolicTangent(device),
        Activation.Sigmoid => new Sigmoid(device),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };

    private sealed class Linear : TorchActivation
    {
        public override Tensor Apply(Tensor input) => input;

        public override Tensor? Slope(Tensor? input, Tensor output) => null;
    }

    private sealed class Relu(TorchDevice device) : TorchActivation
    {
        private readonly Tensor _zero = device.Constant(0);

        public override Tensor Apply(Tensor input) => input.relu_();

        public override Tensor Slope(Tensor? input, Tensor output) => output.gt(_zero);
    }

    private sealed class LeakyRelu(TorchDevice device) : TorchActivation
    {
        private readonly Tensor _zero = device.Constant(0);
        private readonly Tensor _one = device.Constant(1);
        private readonly Tensor _slope = device.Constant(0.2f);

        public override Tensor Apply(Tensor input) => input.maximum(input.mul(_slope));

        public override Tensor Slope(Tensor? input, Tensor output) => where(output.gt(_zero), _one, _slope);
    }

    /// <summary>scale * (x above 0, else alpha (e^x - 1)).</summary>
    private sealed class ScaledElu(TorchDevice device, float scale, float alpha) : TorchActivation
    {
        private readonly Tensor _zero = device.Constant(0);
        private readonly Tensor _scale = device.Constant(scale);
        private readonly Tensor _alpha = device.Constant(alpha);
        private readonly Tensor _product = device.Constant(scale * alpha);

        public override Tensor Apply(Tensor input) =>
            input.minimum(_zero).expm1_().mul_(_alpha).add_(input.relu(), TorchDevice.One).mul_(_scale);

        public override Tensor Slope(Tensor? input, Tensor output) =>
            where(output.gt(_zero), _scale, output.add(_product, TorchDevice.One));
    }

    private sealed class Gelu(TorchDevice device) : TorchActivation
    {
        private readonly Tensor _half = device.Constant(0.5f);
        private readonly Tensor _minusHalf = device.Constant(-0.5f);
        private readonly Tensor _minusRootHalf = device.Constant(-0.70710678f);
        private readonly Tensor _inverseRootTwoPi = device.Constant(0.39894228f);

        public override bool KeepsInput => true;

        public override Tensor Apply(Tensor input) => Distribution(input).mul_(input);

        public override Tensor Slope(Tensor? input, Tensor output) =>
            input!.square().mul_(_minusHalf).exp_().mul_(_inverseRootTwoPi).mul_(input).add_(Distribution(input), TorchDevice.One);

        // Phi(x) = erfc(-x / sqrt 2) / 2, which keeps its digits far below 0.
        private Tensor Distribution(Tensor input) => input.mul(_minusRootHalf).erfc_().mul_(_half);
    }

    private sealed class Softplus : TorchActivation
    {
        public override Tensor Apply(Tensor input) => input.abs().neg_().exp_().log1p_().add_(input.relu(), TorchDevice.One);

        public override Tensor Slope(Tensor? input, Tensor output) => output.neg().expm1_().neg_();
    }

    private sealed class HyperbolicTangent(TorchDevice device) : TorchActivation
    {
        private readonly Tensor _one = device.Constant(1);

        public override Tensor Apply(Tensor input) => input.tanh_();

        public override Tensor Slope(Tensor? input, Tensor output) => _one.sub(output.square());
    }

    private sealed class Sigmoid(TorchDevice device) : TorchActivation
    {
        private readonly Tensor _one = device.Constant(1);

        public override Tensor Apply(Tensor input) => input.sigmoid_();

        public override Tensor Slope(Tensor? input, Tensor output) => _one.sub(output).mul_(output);
    }
}
