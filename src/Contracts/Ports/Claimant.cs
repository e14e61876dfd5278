namespace SweepCluster.Contracts.Ports;

/// <summary>A process that claims sweeps, and what it knows of others that may hold them.</summary>
/// <param name="Name">Differs from the name of every other process that ever ran, such as the address of a silo with its
/// generation.</param>
/// <param name="IsDead">Whether the process of a name was declared dead. A process that is merely unknown is not dead. It is called on any
/// thread.</param>
public sealed record Claimant(string Name, Predicate<string> IsDead);
