using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Recognizes requests that a client repeats because it lost the answer, by their idempotency keys.</summary>
public static class RepeatedRequests
{
    /// <summary>The sweep that the first request with this key submitted or changed, as it is now; null if this is the first.</summary>
    /// <param name="sweepId">The sweep to change; null for a submission.</param>
    /// <param name="key">Null: the request has none, so it is the first.</param>
    /// <exception cref="KeyReusedException">The first request asked for something else.</exception>
    /// <exception cref="SweepException">The sweep has been removed since.</exception>
    public static async Task<SweepRecord?> FindAsync(
        IResultStore store, string? sweepId, RequestKey? key, DateTimeOffset now, CancellationToken cancellation)
    {
        if (key is null || await store.FindKeyAsync(sweepId, key.Value, cancellation) is not { } use || use.IsExpired(now))
            return null;
        use.Check(key);
        return await store.FindSweepAsync(use.SweepId, cancellation)
            ?? throw new SweepException(
                $"{use.SweepId}, which was submitted with the idempotency key '{key.Value}', has been removed. "
                + "To submit it again, use a new key.");
    }
}
