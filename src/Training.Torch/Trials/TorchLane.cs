using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Torch.Optimizers;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>One trial and its network, which is kept in the host's memory until it is placed in a stack.</summary>
internal sealed class TorchLane : ITrialNetwork
{
    private readonly StackLayout _layout;
    private float[][]? _parked;
    private TrialStack? _stack;

    /// <summary>Creates the lane of a trial at its start.</summary>
    public TorchLane(
        IPackedTrial trial, StackLayout layout, Dataset dataset, Func<string, ICheckpointFiles> openCheckpoints, TimeProvider time)
    {
        (Trial, _layout) = (trial, layout);
        States = TorchRule.Create(RuleKey.FromSettings(Lease.Configuration.Optimizer)).States;
        Momenta = new(Lease.Configuration.Optimizer);
        Course = new(Lease, dataset, this, trial, openCheckpoints, time);
        Draw();
    }

    public IPackedTrial Trial { get; }

    public TrialLease Lease => Trial.Lease;

    public TrialCourse Course { get; }

    public TrialMomenta Momenta { get; }

    /// <summary>Its place in the stack.</summary>
    public int Seat { get; set; }

    public IReadOnlyList<LayerShape> Shapes => _layout.Shapes;

    public int States { get; }

    public bool HasEnded { get; private set; }

    /// <summary>Number of steps of the whole trial that are done.</summary>
    /// <param name="stepsPerEpoch">Number of steps per epoch, at least 1.</param>
    public long Position(int stepsPerEpoch) => ((long)(Course.State.Epoch - 1) * stepsPerEpoch) + Course.State.Step;

    public void End(TrialOutcome outcome)
    {
        HasEnded = true;
        Trial.Ended(outcome);
    }

    /// <summary>Moves the numbers of the kept network to a stack.</summary>
    public float[][] TakeSeat(TrialStack stack, int seat)
    {
        var numbers = _parked ?? throw new InvalidOperationException($"Trial {Lease.Trial} is seated already.");
        (_stack, Seat, _parked) = (stack, seat, null);
        return numbers;
    }

    /// <summary>Goes back to the last checkpoint, or the start. Reported epochs are kept: they are not reported again.</summary>
    public void Rewind()
    {
        _stack = null;
        Draw();
        Course.Rewind();
    }

    public void Read(int layer, ParameterPart part, Span<float> destination)
    {
        if (_stack is not null)
            _stack.Parameters.Read(Seat, layer, part, destination);
        else
            Parked(layer, part).CopyTo(destination);
    }

    public void Write(int layer, ParameterPart part, ReadOnlySpan<float> source)
    {
        if (_stack is not null)
            _stack.Parameters.Write(Seat, layer, part, source);
        else
            source.CopyTo(Parked(layer, part));
    }

    public Score Evaluate(ImageSet images, int first, int count, float factor) => Seated.Evaluate(images, first, count, factor, Seat, 1)[0];

    public double Penalty() => Seated.Penalties()[Seat];

    private TrialStack Seated => _stack ?? throw new InvalidOperationException($"Trial {Lease.Trial} has no seat.");

    private Span<float> Parked(int layer, ParameterPart part)
    {
        var (start, length) = _layout.Range(layer, part);
        return _parked![StackLayout.Row(part)].AsSpan(start, length);
    }

    private void Draw()
    {
        var configuration = Lease.Configuration;
        _parked = [.. Enumerable.Range(0, States + 1).Select(_ => new float[_layout.Length])];
        if (States > 0)
            _parked[1].AsSpan().Fill((float)configuration.Optimizer.InitialAccumulator);
        for (var layer = 0; layer < Shapes.Count; layer++)
        {
            InitialNumbers.Fill(
                configuration.KernelInitializer, Shapes[layer], new(Lease.Seed, Lease.SeedIndex, RandomPurpose.Kernel, (uint)layer),
                Parked(layer, ParameterPart.Kernel));
            InitialNumbers.Fill(
                configuration.BiasInitializer, Shapes[layer], new(Lease.Seed, Lease.SeedIndex, RandomPurpose.Bias, (uint)layer),
                Parked(layer, ParameterPart.Bias));
        }
    }
}
