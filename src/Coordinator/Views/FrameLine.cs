namespace SweepCluster.Coordinator.Views;

/// <summary>A line of the live display.</summary>
internal readonly record struct FrameLine(string Text, FrameStyle Style = FrameStyle.Plain);

/// <summary>The style of a line; without colour all look the same.</summary>
internal enum FrameStyle
{
    Plain,
    Title,
    Header,
    Dim,
    Warning,
}
