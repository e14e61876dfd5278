namespace SweepCluster.Results.Text;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Right">Whether cells are aligned to the right, like numbers.</param>
/// <param name="DropOrder">Order in which columns are left out of a narrow table; 0: never.</param>
/// <param name="ShrinksTo">Width in characters down to which its texts may be cut; null if they are never cut.</param>
public sealed record TextColumn(string Header, bool Right = false, int DropOrder = 0, int? ShrinksTo = null);
