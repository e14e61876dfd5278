namespace SweepCluster.Sweeps.Stopping;

/// <summary>A trial with an open job, or one that is ready for its next job.</summary>
/// <param name="Bracket">Number of its bracket.</param>
/// <param name="Rung">Index of the rung that the job leads to.</param>
/// <param name="Score">Its score before the job.</param>
internal readonly record struct OpenTrial(int Bracket, int Rung, double Score);
