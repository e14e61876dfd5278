using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>One trial's network at work.</summary>
/// <param name="Settings">What sets its configuration apart.</param>
/// <param name="Epochs">That its weights come from.</param>
/// <param name="ClassNames">By label.</param>
/// <param name="Examples">The first training images.</param>
/// <param name="Predictions">For the first test images.</param>
/// <param name="Confusion">[label, predicted]: test images.</param>
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

/// <param name="Probabilities">By label.</param>
public sealed record Prediction(LabelledImage Image, IReadOnlyList<float> Probabilities)
{
    public int Best { get; } = Probabilities.Index().MaxBy(entry => entry.Item).Index;

    public bool IsRight => Best == Image.Label;
}
