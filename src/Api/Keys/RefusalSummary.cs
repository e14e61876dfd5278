namespace SweepCluster.Api.Keys;

/// <summary>Refused requests of one sender and status.</summary>
/// <param name="At">When the line was written.</param>
/// <param name="Since">When the first of them came.</param>
/// <param name="Address">The address that they came from, or <see cref="RefusalCounts.OtherAddresses"/>.</param>
/// <param name="Count">Number of requests, with the first, which has a line of its own as well.</param>
/// <param name="First">Method and path of the first.</param>
/// <param name="Last">Method and path of the last.</param>
public sealed record RefusalSummary(
    DateTimeOffset At, DateTimeOffset Since, string Who, string? Address, int Status, long Count, string First, string Last);
