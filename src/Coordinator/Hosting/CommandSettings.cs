using SweepCluster.Client;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Values of the global options.</summary>
/// <param name="Home">The folder of results and, by default, checkpoints; absolute.</param>
/// <param name="Data">The folder given with <c>--data</c>; absolute. Null: the default search.</param>
/// <param name="Workers">Number of training threads, at least 1.</param>
/// <param name="Json">Whether JSON is printed for programs instead of text for people.</param>
/// <param name="Quiet">Whether only results are printed, no progress.</param>
internal sealed record CommandSettings(string Home, string? Data, int Workers, bool Json, bool Quiet)
{
    /// <summary>Whether the command reads recorded results and writes none, so that it needs no permission to write.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>Whether trials are trained in packs if that is faster.</summary>
    public bool Packing { get; init; } = true;

    /// <summary>The device that TorchSharp trains on; null for the CPU trainer.</summary>
    public string? TorchDevice { get; init; }

    /// <summary>The address of the server to work against; null for this machine's own sweeps.</summary>
    public ClusterAddress? Cluster { get; init; }

    /// <summary>Whether the command line itself names the cluster, rather than the environment.</summary>
    public bool NamesCluster { get; init; }

    /// <summary>The option that a suggested command needs so that it works against the same sweeps.</summary>
    public string ClusterOption => NamesCluster ? $" --cluster {Cluster}" : "";

    /// <summary>The PostgreSQL database of the results, with its password; null if they are in the home folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>The file that decisions are logged to; absolute. Null: they are not logged.</summary>
    public string? LogFile { get; init; }

    /// <summary>The place of checkpoints that the user names, as <see cref="Model.Files.CheckpointPlace"/> reads it; null: they lie in the
    /// home folder.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Where the checkpoints of all sweeps lie: a folder or a bucket.</summary>
    public string CheckpointRoot => Checkpoints ?? Path.Combine(Home, "checkpoints");

    /// <summary>The option that names them, for messages.</summary>
    public string CheckpointOption => Checkpoints is null ? "--home" : GlobalOptions.CheckpointsOption;

    /// <summary>Whether a bucket of checkpoints that can't be used is an error before a sweep is run. A server reports it instead, and
    /// tries again.</summary>
    public bool RequiresCheckpoints { get; init; } = true;

    /// <summary>The folder in which internal errors are recorded.</summary>
    public string LogFolder => Path.Combine(Home, "logs");

    /// <summary>Refuses a log file for sweeps that other processes run.</summary>
    /// <exception cref="SweepException">A log file is given, which would stay empty.</exception>
    public void RefuseLogFile()
    {
        if (LogFile is not null)
            throw new SweepException("--log-file: other processes run these sweeps and log their decisions (docs/logs.md). Leave it out.");
    }

    /// <summary>Refuses a cluster for a command that applies to this machine only.</summary>
    /// <exception cref="SweepException">The command line names a cluster.</exception>
    public CommandSettings RequireLocal(string command) => NamesCluster
        ? throw new SweepException($"{command} applies to this machine only. Leave out --cluster.")
        : this with { Cluster = null };
}
