namespace SweepCluster.Coordinator.Views;

/// <summary>A line of the live display.</summary>
internal readonly record struct FrameLine(string Text, FrameStyle Style = FrameStyle.Plain);

/// <summary>How a line looks; without colour all look the same.</summary>
internal enum FrameStyle
{
    Plain,
    Title,
    Header,
    Dim,
    Warning,
}
