namespace SweepCluster.Model.Trials;

/// <summary>The score of the images that a trial was trained on, with its final weights and nothing dropped.</summary>
/// <remarks>The figures of an epoch are means over its images when they were trained on, by weights that were still improving.</remarks>
/// <param name="Loss">Mean cross-entropy in nats, with the L2 penalty if there is one.</param>
/// <param name="Accuracy">Fraction of 1.</param>
[GenerateSerializer, Immutable, Alias("training-score")]
public sealed record TrainingScore([property: Id(0)] double Loss, [property: Id(1)] double Accuracy);
