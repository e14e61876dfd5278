using SweepCluster.Model;

namespace SweepCluster.Results.Predictions;

/// <summary>A server lacks the checkpoint or the data set of a network, or has one that can't be used.</summary>
public sealed class MissingPartException(string message, Exception? inner = null) : SweepException(message, inner: inner);
