namespace SweepCluster.Model.Predictions;

/// <summary>What a trial's network says about the test images of its data set.</summary>
/// <param name="Dataset">As specs name it.</param>
/// <param name="Fingerprint">SHA-256 of the data set, lower-case hexadecimal.</param>
/// <param name="Epochs">Finished epochs that the weights come from.</param>
/// <param name="ClassNames">By label.</param>
/// <param name="Examples">The first training images.</param>
/// <param name="Predictions">For the first test images.</param>
/// <param name="Confusion">A row per label: its test images by predicted class.</param>
public sealed record NetworkShowing(
    string Dataset,
    string Fingerprint,
    int Epochs,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<LabelledImage> Examples,
    IReadOnlyList<Prediction> Predictions,
    IReadOnlyList<IReadOnlyList<int>> Confusion);
