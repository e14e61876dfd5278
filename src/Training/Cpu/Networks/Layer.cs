using SweepCluster.Training.Cpu.Activations;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Cpu.Memory;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>A dense layer's buffers. Activations are row-major [chunk rows x padded units]; buffers of weights have their panel
/// layout.</summary>
internal sealed unsafe class Layer<T>(PanelLayout layout, ActivationPass<T> activation, bool first, bool hidden)
    where T : struct, ILanes<T>
{
    public PanelLayout Layout { get; } = layout;

    public ActivationPass<T> Activation { get; } = activation;

    /// <summary>The row length of its activations.</summary>
    public int Stride { get; } = layout.PaddedColumns;

    public Parameters Weights { get; private set; }

    public Parameters Biases { get; private set; }

    /// <summary>The weights transposed, as of this step; null for the first layer, whose inputs have no gradient.</summary>
    public float* Transposed { get; private set; }

    /// <summary>The product before the activation; null unless the activation's slope needs it.</summary>
    public float* Kept { get; private set; }

    /// <summary>The activation's results. For the output layer: the logits, then their gradient.</summary>
    public float* Output { get; private set; }

    /// <summary>The gradient of the loss with respect to <see cref="Output"/>, then to the product.</summary>
    public float* Gradient { get; private set; }

    /// <summary>Dropout's factors, 0 or 1 / (1 - rate), and the outputs times them; null without dropout.</summary>
    public float* Mask { get; private set; }

    public float* Dropped { get; private set; }

    /// <summary>Takes the buffers of a plan from the arena.</summary>
    public void Assign(FloatArena arena, NetworkPlan plan)
    {
        var activations = (long)plan.ChunkRows * Stride;
        Weights = Parameters.Take(arena, Layout.Length, plan.States, plan.KeepsGradients);
        Biases = Parameters.Take(arena, Layout.PaddedColumns, plan.States, keepsGradient: true);
        Transposed = first ? null : arena.Take(Layout.Length);
        Kept = Activation.KeepsInput ? arena.Take(activations) : null;
        Output = arena.Take(activations);
        Gradient = hidden ? arena.Take(activations) : Output;
        Mask = hidden && plan.Dropout ? arena.Take(activations) : null;
        Dropped = hidden && plan.Dropout ? arena.Take(activations) : null;
    }
}

/// <summary>Trainable numbers and the optimizer's states of each: four buffers of one layout.</summary>
internal readonly unsafe struct Parameters(float* values, float* state0, float* state1, float* gradient, long length)
{
    public float* Values { get; } = values;

    /// <summary>The first state; null if the optimizer has none.</summary>
    public float* State0 { get; } = state0;

    /// <summary>The second state; null if the optimizer has none.</summary>
    public float* State1 { get; } = state1;

    /// <summary>The gradient; null if it is consumed tile by tile.</summary>
    public float* Gradient { get; } = gradient;

    /// <summary>Length of the buffers, a multiple of 16.</summary>
    public long Length { get; } = length;

    public static Parameters Take(FloatArena arena, long length, int states, bool keepsGradient) => new(
        arena.Take(length),
        states > 0 ? arena.Take(length) : null,
        states > 1 ? arena.Take(length) : null,
        keepsGradient ? arena.Take(length) : null,
        length);
}
