namespace SweepCluster.Coordinator.Views;

/// <summary>The standard output or the standard error of this process can't be written.</summary>
internal sealed class OutputException : Exception
{
    private OutputException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether the program that reads the output has closed it, so that no message can be shown.</summary>
    public bool IsClosed { get; private init; }

    public static OutputException Closed() => new("The output has been closed.", null) { IsClosed = true };

    public static OutputException Failed(IOException failure) => new(
        $"The output can't be written: {failure.Message.TrimEnd('.')}. Free some space, or write the output somewhere else; "
        + "what is recorded is not affected.",
        failure);
}
