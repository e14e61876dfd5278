namespace SweepCluster.Contracts.Ports;

/// <summary>The first use of an idempotency key, as the store records it together with what the request did.</summary>
/// <param name="SweepId">The sweep that the request submitted or changed.</param>
/// <param name="At">When the key was used; the store drops it after <see cref="RequestKey.Lifetime"/>.</param>
public sealed record KeyUse(RequestKey Key, string SweepId, DateTimeOffset At)
{
    /// <summary>Whether the key may be used again.</summary>
    public bool IsExpired(DateTimeOffset now) => now - At >= RequestKey.Lifetime;

    /// <summary>Refuses a key that was first used for something else.</summary>
    /// <exception cref="KeyReusedException">The fingerprints differ.</exception>
    public void Check(RequestKey repeated)
    {
        if (repeated.Fingerprint != Key.Fingerprint)
            throw new KeyReusedException(repeated.Value);
    }
}
