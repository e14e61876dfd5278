namespace SweepCluster.Model.Predictions;

/// <summary>A network's answer for one image.</summary>
/// <param name="Label">The class of a test image; null for a picture.</param>
/// <param name="Probabilities">By class; not numbers where the network has diverged.</param>
/// <param name="Explanation">The same prediction computed by hand; null if it was not asked for.</param>
public sealed record NetworkAnswer(int? Label, float[] Probabilities, Explanation? Explanation);
