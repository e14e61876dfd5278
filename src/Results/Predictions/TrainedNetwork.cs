using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>A trial's network with its weights, for programs that read models.</summary>
/// <param name="SweepId">The trial's sweep.</param>
/// <param name="Trial">The trial's record.</param>
/// <param name="Configuration">What the network was trained with; its hidden layers name the activations.</param>
/// <param name="Facts">Its images and classes.</param>
/// <param name="Weights">Per layer a kernel, row-major [inputs x units], and a bias; the output layer, a softmax, is the last.</param>
public sealed record TrainedNetwork(
    string SweepId, TrialRecord Trial, TrialConfiguration Configuration, NetworkFacts Facts, WeightSnapshot Weights)
{
    /// <summary>The layers, the output layer last.</summary>
    public IReadOnlyList<LayerShape> Shapes =>
        [.. LayerShape.Enumerate(Inputs, Configuration.Hidden.Select(layer => layer.Width), Facts.ClassNames.Count)];

    /// <summary>Numbers per image: rows x columns x channels.</summary>
    public int Inputs => Facts.Rows * Facts.Columns * Facts.Channels;

    /// <summary>The factor that the trainer multiplies each pixel (0 to 255) with.</summary>
    public float PixelFactor => (float)(1 / Configuration.Data.Scale);
}
