using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Optimizers;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>The optimizer's coefficients of K trials for consecutive steps of an epoch, computed on the host
/// and copied to the device at once.</summary>
internal sealed class StepTable : IDisposable
{
    private const int MaxSteps = 1024;

    private readonly Tensor _table;

    /// <param name="step">The first step in the table, counted within the epoch from 0.</param>
    public StepTable(TorchDevice device, TorchRule rule, IReadOnlyList<TorchLane> lanes, EpochSteps steps, int step)
    {
        (First, Count) = (step, Math.Min(MaxSteps, steps.Count - step));
        var numbers = new float[Count * rule.Coefficients * lanes.Count];
        Span<float> coefficients = stackalloc float[rule.Coefficients];
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var start = lanes[lane].Position(steps.Count);
            for (var i = 0; i < Count; i++)
            {
                var rate = LearningRate.AtStep(lanes[lane].Lease.Configuration, start + i, steps.Count);
                rule.Fill(coefficients, lanes[lane].Momenta, start + i + 1, rate);
                for (var c = 0; c < coefficients.Length; c++)
                    numbers[(((i * coefficients.Length) + c) * lanes.Count) + lane] = coefficients[c];
            }
        }

        using var scope = NewDisposeScope();
        _table = HostTensors.Create(numbers.AsSpan(), ScalarType.Float32, Count, rule.Coefficients, lanes.Count, 1)
            .to(device.Device)
            .MoveToOuterDisposeScope();
    }

    public int First { get; }

    public int Count { get; }

    /// <summary>The coefficients of a step, [K x 1] each.</summary>
    public Tensor[] At(int step) => _table.select(0, step - First).unbind(0);

    public void Dispose() => _table.Dispose();
}
