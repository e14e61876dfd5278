using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>The terminal, file or pipe of the output.</summary>
/// <param name="IsInteractive">Whether lines can be redrawn: a terminal that is not dumb.</param>
/// <param name="Size">Its current columns and rows.</param>
internal sealed record Terminal(bool IsInteractive, Func<(int Width, int Height)> Size)
{
    /// <summary>A file or a pipe: lines have any length and are never redrawn.</summary>
    public static Terminal None { get; } = new(false, () => (int.MaxValue, int.MaxValue)) { IsScreen = false };

    /// <summary>Whether a terminal, also a dumb one, shows the output as it is written.</summary>
    public bool IsScreen { get; init; } = true;

    /// <summary>Whether the output has no other characters than ASCII.</summary>
    public bool IsAscii { get; init; }

    /// <summary>Whether the program that reads the output has closed it.</summary>
    public Func<bool> IsReaderGone { get; init; } = () => false;

    public int Width => Size().Width;

    /// <summary>Standard output of this process.</summary>
    public static Terminal OfProcess()
    {
        var isAscii = AsciiText.IsWanted(Environment.GetEnvironmentVariable);
        if (Console.IsOutputRedirected)
            return None with { IsReaderGone = PosixCalls.IsReaderGone, IsAscii = isAscii };
        var dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new(!dumb, () => (Positive(Console.WindowWidth, 80), Positive(Console.WindowHeight, 24))) { IsAscii = isAscii };
    }

    // Some terminals report 0.
    private static int Positive(int size, int otherwise) => size > 0 ? size : otherwise;
}
