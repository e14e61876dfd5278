using SweepCluster.Model.Configurations;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>A network with its optimizer, for one trial at a time: created once for a plan, then configured for each trial.</summary>
internal abstract unsafe class Network(NetworkPlan plan) : ITrialNetwork, IDisposable
{
    public NetworkPlan Plan { get; } = plan;

    public IReadOnlyList<LayerShape> Shapes { get; } = [.. plan.Layouts().Select(layout => new LayerShape(layout.Rows, layout.Columns))];

    public int States => Plan.States;

    /// <summary>Prepares a trial: initial weights, initial optimizer states, and all settings of the configuration.</summary>
    public abstract void Configure(TrialConfiguration configuration, ulong seed, int seedIndex);

    /// <summary>Takes one optimizer step on a minibatch. Returns the score of the batch before the step.</summary>
    /// <param name="step">Step of the trial, from 1; with the batch's rows it addresses dropout's random numbers.</param>
    /// <param name="rate">The step's learning rate.</param>
    public abstract Score Train(Minibatch batch, long step, double rate);

    public abstract Score Evaluate(ImageSet images, int first, int count, float factor);

    /// <summary>Class probabilities of images <paramref name="first"/> to first + count - 1.</summary>
    /// <param name="factor">The factor of each pixel.</param>
    /// <param name="probabilities">[count x classes], row-major.</param>
    public abstract void Predict(ImageSet images, int first, int count, float factor, Span<float> probabilities);

    public abstract double Penalty();

    /// <summary>Whether no weight or bias is NaN or infinite.</summary>
    public abstract bool WeightsAreFinite();

    public abstract void Read(int layer, ParameterPart part, Span<float> destination);

    public abstract void Write(int layer, ParameterPart part, ReadOnlySpan<float> source);

    public abstract void Dispose();
}
