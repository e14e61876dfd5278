namespace SweepCluster.Results.Text;

/// <summary>Formats names and values as the lines of a list.</summary>
public static class Fact
{
    private const int NameWidth = 18;

    /// <summary>The value behind the name, with wrapped lines indented below the value.</summary>
    public static IEnumerable<string> Lines(string name, string value, int width) =>
        Wrapped.Lines(value, Math.Max(20, width - NameWidth))
            .Select((line, index) => $"{(index == 0 ? $"{name} " : "").PadRight(NameWidth)}{line}");
}
