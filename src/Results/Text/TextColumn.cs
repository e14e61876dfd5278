namespace SweepCluster.Results.Text;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Right">Aligned to the right, as numbers are.</param>
/// <param name="DropOrder">Where room is short, columns go in this order; 0: never.</param>
/// <param name="ShrinksTo">The width, in characters, down to which its texts may be cut; null: they are never cut.</param>
public sealed record TextColumn(string Header, bool Right = false, int DropOrder = 0, int? ShrinksTo = null);
