namespace SweepCluster.Contracts.Grains;

/// <summary>Separates transient failures of grain calls from errors that the grain itself returned. A transient failure ends once the
/// cluster has declared a lost silo dead; it does not say whether the call was carried out.</summary>
public static class GrainCallFailure
{
    /// <summary>Whether the call failed without an answer: no silo could be reached in time, the called silo was lost, or the message
    /// expired on its way.</summary>
    /// <remarks>Orleans reports a message that expires before its grain is placed as an <see cref="OperationCanceledException"/>, although
    /// no caller cancelled anything.</remarks>
    /// <param name="failure">What the call threw.</param>
    /// <param name="cancellation">The caller's own token: a call that it cancelled has not failed.</param>
    public static bool IsTransient(Exception failure, CancellationToken cancellation = default) =>
        failure is TimeoutException or OrleansException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);
}
