using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>The L2 penalties and limits on gradients of K trials. Limits that no trial has cost nothing.</summary>
internal sealed class StackLimits : IDisposable
{
    private readonly TorchDevice _device;
    private readonly Tensor? _l2;
    private readonly Tensor? _twiceL2;
    private readonly Tensor? _clip;
    private readonly Tensor? _minusClip;
    private readonly Tensor? _norm;

    public StackLimits(TorchDevice device, IReadOnlyList<TrialConfiguration> configurations)
    {
        _device = device;
        if (configurations.Any(configuration => configuration.L2 != 0))
        {
            _l2 = Column(configuration => (float)configuration.L2);
            _twiceL2 = Column(configuration => 2 * (float)configuration.L2);
        }

        if (configurations.Any(configuration => configuration.ClipValue is not null))
        {
            _clip = Column(configuration => (float?)configuration.ClipValue ?? float.PositiveInfinity);
            _minusClip = Column(configuration => -((float?)configuration.ClipValue ?? float.PositiveInfinity));
        }

        if (configurations.Any(configuration => configuration.ClipNorm is not null))
            _norm = Column(configuration => (float?)configuration.ClipNorm ?? float.PositiveInfinity);

        Tensor Column(Func<TrialConfiguration, float> number)
        {
            using var scope = NewDisposeScope();
            float[] numbers = [.. configurations.Select(number)];
            return HostTensors.Create(numbers.AsSpan(), ScalarType.Float32, numbers.Length, 1).to(device.Device).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The L2 penalties of the current weights, [K]; null if no trial has one.</summary>
    public Tensor? Penalties(StackParameters parameters) =>
        _l2 is null ? null : parameters.Kernels.square().sum(1, keepdim: true).mul_(_l2).view(-1);

    /// <summary>Completes the gradients: the penalty's are added, elements are clipped, then all are scaled together to a global norm of at
    /// most the limit (Pascanu et al. 2013).</summary>
    public void Apply(StackParameters parameters)
    {
        if (_twiceL2 is not null)
            parameters.KernelGradient.addcmul_(parameters.Kernels, _twiceL2, TorchDevice.One);
        if (_clip is not null)
            parameters.Gradient.clamp_(_minusClip!, _clip);
        if (_norm is not null)
        {
            var norm = parameters.Gradient.square().sum(1, keepdim: true).sqrt_();
            parameters.Gradient.mul_(_norm.div(norm).minimum(_device.Constant(1)));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in (ReadOnlySpan<Tensor?>)[_l2, _twiceL2, _clip, _minusClip, _norm])
            tensor?.Dispose();
    }
}
