namespace SweepCluster.Sweeps.Stopping;

/// <summary>Stops a trial whose objective is out of bounds after a number of epochs.</summary>
/// <param name="Epoch">Number of epochs after which the objective is looked at; at least 1.</param>
/// <param name="Below">An objective below this number stops the trial; null: none does.</param>
/// <param name="Above">An objective above this number stops the trial; null: none does.</param>
public sealed record ThresholdRule(int Epoch, double? Below = null, double? Above = null);
