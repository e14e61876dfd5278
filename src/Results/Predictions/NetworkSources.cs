using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Results.Predictions;

/// <summary>The places that the networks of trials are read from.</summary>
/// <param name="Checkpoints">Holds the checkpoints of all sweeps; the caller disposes it.</param>
/// <param name="Data">Folder of data sets given with <c>--data</c>; null: the folder that the sweep was submitted with, else the default
/// search.</param>
/// <param name="Reader">The program that reads them; messages about what is missing depend on it.</param>
public sealed record NetworkSources(ICheckpointStorage Checkpoints, string? Data, SourceReader Reader = SourceReader.CommandLine)
{
    /// <summary>Whether users of other machines read the messages, so that these name the server.</summary>
    public bool IsOfServer => Reader != SourceReader.CommandLine;
}

/// <summary>A program that reads the networks of trials.</summary>
public enum SourceReader
{
    /// <summary>A command on the user's own machine. A published data set that is missing is downloaded.</summary>
    CommandLine,

    /// <summary>The API server of the machine that trains the trials. It downloads nothing to answer a question.</summary>
    Server,

    /// <summary>The API server of a cluster, whose silos train the trials and write the checkpoints. It downloads nothing to answer a
    /// question.</summary>
    ClusterServer,
}
