namespace SweepCluster.Training.Trials;

/// <summary>What a number of images scored.</summary>
/// <param name="Loss">Sum of their cross-entropies, in nats, without any penalty.</param>
/// <param name="Correct">Images whose label has the largest logit; of equal logits the first one counts.</param>
public record struct Score(double Loss, int Correct);
