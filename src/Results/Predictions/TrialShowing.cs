using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>Predictions of one trial's network.</summary>
/// <param name="Settings">The varying settings of its configuration.</param>
/// <param name="Epochs">Number of epochs after which its weights were saved.</param>
/// <param name="ClassNames">Names of the classes, by label.</param>
/// <param name="Examples">The first training images.</param>
/// <param name="Predictions">Predictions for the first test images.</param>
/// <param name="Confusion">Number of test images by [label, predicted].</param>
public sealed record TrialShowing(
    TrialRecord Trial,
    IReadOnlyList<SettingAssignment> Settings,
    int Epochs,
    string Dataset,
    string Fingerprint,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<LabelledImage> Examples,
    IReadOnlyList<Prediction> Predictions,
    int[,] Confusion);

/// <param name="Png">A grey image.</param>
public sealed record LabelledImage(byte[] Png, int Label);

/// <param name="Probabilities">Probabilities of the classes, by label.</param>
public sealed record Prediction(LabelledImage Image, IReadOnlyList<float> Probabilities)
{
    public int Best { get; } = Probabilities.Index().MaxBy(entry => entry.Item).Index;

    public bool IsRight => Best == Image.Label;
}
