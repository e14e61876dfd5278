namespace SweepCluster.Api.Keys;

/// <summary>A request that would change something.</summary>
/// <param name="At">When the line was written.</param>
/// <param name="Who">The name of the key, <see cref="Local"/> or <see cref="NoKey"/>.</param>
/// <param name="Address">The address that the request came from.</param>
/// <param name="Action">Such as <c>submit</c> or <c>pause</c>; method and path where no endpoint has named the action.</param>
/// <param name="Sweep">The sweep's id; null where the request concerns none.</param>
/// <param name="Status">The answer's HTTP status; null before the change takes effect.</param>
public sealed record AuditEntry(DateTimeOffset At, string Who, string? Address, string Action, string? Sweep, int? Status)
{
    /// <summary>The sender of a request to a server that needs no key.</summary>
    public const string Local = "local";

    /// <summary>The sender of a request without a valid key.</summary>
    public const string NoKey = "nobody";
}
