using SweepCluster.Model;

namespace SweepCluster.Contracts.Ports;

/// <summary>A sweep was not recorded, because another request has submitted one with the same idempotency key;
/// <see cref="RepeatedRequests"/> finds it.</summary>
/// <param name="key">The key.</param>
public sealed class KeyUsedException(string key)
    : SweepException($"The idempotency key '{key}' is in use by another request. Repeat this one.", SweepErrorKind.Environment);
