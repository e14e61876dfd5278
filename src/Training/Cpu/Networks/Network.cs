using SweepCluster.Contracts.Configurations;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>A network with its optimizer, for one trial at a time: built once for a plan, then configured for each trial.</summary>
internal abstract unsafe class Network(NetworkPlan plan) : IDisposable
{
    public NetworkPlan Plan { get; } = plan;

    /// <summary>Begins a trial: initial weights, initial optimizer states, and all settings of the configuration.</summary>
    public abstract void Configure(TrialConfiguration configuration, ulong seed, int repeat);

    /// <summary>One optimizer step on a minibatch. Returns what the batch scored before the step.</summary>
    /// <param name="step">Steps of the trial, from 1; with the batch's rows it addresses dropout's random numbers.</param>
    /// <param name="rate">The step's learning rate.</param>
    public abstract Score Train(Minibatch batch, long step, double rate);

    /// <summary>What images <paramref name="first"/> to first + count - 1 score.</summary>
    /// <param name="factor">Pixels are multiplied by this.</param>
    public abstract Score Evaluate(ImageSet images, int first, int count, float factor);

    /// <summary>Class probabilities of images <paramref name="first"/> to first + count - 1.</summary>
    /// <param name="factor">Pixels are multiplied by this.</param>
    /// <param name="probabilities">[count x classes], row-major.</param>
    public abstract void Predict(ImageSet images, int first, int count, float factor, Span<float> probabilities);

    /// <summary>The L2 penalty of the weights as they are; 0 without one.</summary>
    public abstract double Penalty();

    /// <summary>Whether no weight or bias is NaN or infinite.</summary>
    public abstract bool WeightsAreFinite();

    /// <summary>Copies one layer's numbers out, kernels row-major [inputs x units].</summary>
    public abstract void Read(int layer, ParameterPart part, Span<float> destination);

    /// <summary>Copies one layer's numbers in.</summary>
    public abstract void Write(int layer, ParameterPart part, ReadOnlySpan<float> source);

    public abstract void Dispose();
}

/// <summary>The numbers of a layer: what it learns, and the optimizer's states beside it.</summary>
internal enum ParameterPart
{
    Kernel,
    Bias,
    KernelState0,
    BiasState0,
    KernelState1,
    BiasState1,
}
