using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>The properties that determine a network's buffers. Trials of the same plan can use the same network one after the
/// other.</summary>
/// <param name="Inputs">Number of pixels of an image.</param>
/// <param name="ChunkRows">Number of images that are processed together; a larger batch is accumulated over several chunks.</param>
/// <param name="States">Number of optimizer states per weight, 0 to 2.</param>
/// <param name="KeepsGradients">Whether whole gradients are kept: for a batch of several chunks, and for a global norm.</param>
internal sealed record NetworkPlan(
    int Inputs, EquatableArray<LayerSettings> Hidden, int Classes, int ChunkRows, int States, bool KeepsGradients, bool Dropout)
{
    // Multiples of 12, the rows of the largest tile. Smaller chunks would load the weights more often than they use them; larger
    // ones would push their own activations out of the cache.
    private const int MinRows = 120;
    private const int MaxRows = 240;

    /// <summary>Size in bytes of the network's buffers and of two copies of its weights: those of the best epoch, and those that are hashed
    /// at the end. Padding between buffers is not counted.</summary>
    public long Bytes
    {
        get
        {
            var floats = (double)ChunkRows * PanelLayout.Pad(Inputs);
            var layer = 0;
            foreach (var layout in Layouts())
            {
                var isHidden = layer < Hidden.Count;
                // Values, optimizer states, gradients; the transposed weights; two copies.
                floats += layout.Length * (1.0 + States + (KeepsGradients ? 1 : 0) + (layer > 0 ? 1 : 0) + 2);
                // Outputs and their products before the activation; for hidden layers also gradients, and dropout's factors and products.
                floats += (double)ChunkRows * layout.PaddedColumns * (2 + (isHidden ? 1 : 0) + (isHidden && Dropout ? 2 : 0));
                layer++;
            }

            return (long)Math.Min(floats * sizeof(float), long.MaxValue / 2);
        }
    }

    /// <summary>Creates the plan of a configuration for images of this number of pixels and classes.</summary>
    public static NetworkPlan Create(TrialConfiguration configuration, int pixels, int classes, int states)
    {
        var rows = configuration.Batch <= MinRows ? MinRows : MaxRows;
        return new(
            pixels, configuration.Hidden, classes, rows, states, configuration.Batch > rows || configuration.ClipNorm is not null,
            configuration.Dropout > 0);
    }

    /// <summary>Each layer's weights, the output layer last.</summary>
    public IEnumerable<PanelLayout> Layouts() =>
        LayerShape.Enumerate(Inputs, Hidden.Select(layer => layer.Width), Classes)
            .Select(shape => new PanelLayout(shape.Inputs, shape.Units));
}
