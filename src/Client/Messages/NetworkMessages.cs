using SweepCluster.Model.Predictions;

namespace SweepCluster.Client.Messages;

/// <summary>A trial's network at work; described in <c>docs/api.md</c>.</summary>
/// <param name="ClassNames">By label.</param>
/// <param name="Images">The first test images.</param>
/// <param name="Confusion">A row per label: its test images by predicted class.</param>
/// <param name="Examples">The first training images.</param>
public sealed record ShowingMessage(
    long Trial, string Dataset, string Fingerprint, int Epochs, IReadOnlyList<string> ClassNames, IReadOnlyList<PredictionMessage> Images,
    IReadOnlyList<IReadOnlyList<int>> Confusion, IReadOnlyList<PictureMessage> Examples)
{
    public static ShowingMessage FromShowing(long trial, NetworkShowing showing) => new(
        trial, showing.Dataset, showing.Fingerprint, showing.Epochs, showing.ClassNames,
        [.. showing.Predictions.Select(shown => new PredictionMessage(shown.Image.Label, shown.Probabilities, shown.Image.Png))],
        showing.Confusion,
        [.. showing.Examples.Select(image => new PictureMessage(image.Label, image.Png))]);

    public NetworkShowing ToShowing() => new(
        Dataset, Fingerprint, Epochs, ClassNames,
        [.. Examples.Select(image => new LabelledImage(image.Png, image.Label))],
        [.. Images.Select(image => new Prediction(new(image.Png, image.Label), image.Probabilities))],
        Confusion);
}

/// <summary>What a network says about a test image.</summary>
/// <param name="Probabilities">By label.</param>
/// <param name="Png">The image in grey.</param>
public sealed record PredictionMessage(int Label, IReadOnlyList<float> Probabilities, byte[] Png);

/// <summary>A training image.</summary>
/// <param name="Png">The image in grey.</param>
public sealed record PictureMessage(int Label, byte[] Png);

/// <summary>Images that a network is asked about.</summary>
/// <param name="Images">At most <see cref="MaxImages"/>.</param>
/// <param name="Explain">Whether each prediction is computed by hand as well.</param>
public sealed record QuestionMessage(IReadOnlyList<AskedImage> Images, bool Explain = false)
{
    /// <summary>Maximum number of images in one request.</summary>
    public const int MaxImages = 100;
}
