namespace SweepCluster.Silo.Configuration;

/// <summary>A setting as help describes it.</summary>
/// <param name="Name">Below the section <c>Silo</c>, with colons.</param>
/// <param name="Text">What it is, in a line.</param>
internal sealed record SiloSetting(string Name, string Text);
