namespace SweepCluster.Contracts.Ports;

/// <summary>A process that claims sweeps, and a test for whether another process that holds a claim is dead.</summary>
/// <param name="Name">Differs from the name of every other process that ever ran; for example the address of a silo with its
/// generation.</param>
/// <param name="IsDead">Whether the process of that name was declared dead. A process that is merely unknown is not dead. It may be called
/// on any thread.</param>
public sealed record Claimant(string Name, Predicate<string> IsDead);
