using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Reports.Trials;

/// <summary>One trial's network at work.</summary>
/// <param name="Settings">What sets its configuration apart.</param>
/// <param name="Epochs">That its weights come from.</param>
/// <param name="ClassNames">By label.</param>
/// <param name="Examples">The first training images.</param>
/// <param name="Predictions">For the first test images.</param>
/// <param name="Confusion">[label, predicted]: test images.</param>
internal sealed record TrialShowing(
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
internal sealed record LabelledImage(byte[] Png, int Label);

/// <param name="Probabilities">By label.</param>
internal sealed record Prediction(LabelledImage Image, IReadOnlyList<float> Probabilities)
{
    public int Best { get; } = Probabilities.Index().MaxBy(entry => entry.Item).Index;

    public bool IsRight => Best == Image.Label;
}
