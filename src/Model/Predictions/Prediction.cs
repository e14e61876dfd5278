namespace SweepCluster.Model.Predictions;

/// <summary>A network's answer for an image whose class is known.</summary>
/// <param name="Probabilities">By label.</param>
public sealed record Prediction(LabelledImage Image, IReadOnlyList<float> Probabilities)
{
    /// <summary>The most probable class.</summary>
    public int Best { get; } = Probabilities.Index().MaxBy(entry => entry.Item).Index;

    /// <summary>Whether the most probable class is the image's own.</summary>
    public bool IsRight => Best == Image.Label;
}

/// <summary>An image of a data set, to be shown.</summary>
/// <param name="Png">A grey image.</param>
/// <param name="Label">Its class.</param>
public sealed record LabelledImage(byte[] Png, int Label);
