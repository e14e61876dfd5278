namespace SweepCluster.Training.Trials;

/// <summary>The score of a number of images.</summary>
/// <param name="Loss">Sum of their cross-entropies, in nats, without any penalty.</param>
/// <param name="Correct">Number of images whose label has the largest logit; of equal logits the first one counts.</param>
public record struct Score(double Loss, int Correct);
