using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>An idempotency key was used before, for a request that asked for something else.</summary>
/// <param name="key">The key.</param>
[GenerateSerializer, Alias("key-reused")]
public sealed class KeyReusedException(string key) : SweepException(
    $"The idempotency key '{key}' was used within the last {RequestKey.Lifetime.TotalHours:F0} hours for a request with other contents. "
    + "Repeat a request as it was, or use a new key for a new one.");
