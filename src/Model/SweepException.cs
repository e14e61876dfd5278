namespace SweepCluster.Model;

/// <summary>An error that the user can fix: bad input, a missing data set, a full disk. The message says what is wrong, where, and
/// what to do; it is shown without a stack trace.</summary>
/// <param name="kind">The kind, which decides the exit code.</param>
[GenerateSerializer, Alias("sweep-exception")]
public class SweepException(string message, SweepErrorKind kind = SweepErrorKind.Input, Exception? inner = null) : Exception(message, inner)
{
    [Id(0)]
    public SweepErrorKind Kind { get; } = kind;
}

[GenerateSerializer, Alias("sweep-error-kind")]
public enum SweepErrorKind
{
    /// <summary>The user's input is invalid: exit code 2.</summary>
    Input,

    /// <summary>An error of the environment (disk full, folder read-only): exit code 1. What was recorded stays, and the sweep can be
    /// resumed.</summary>
    Environment,
}
