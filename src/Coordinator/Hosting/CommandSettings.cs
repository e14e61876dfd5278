using SweepCluster.Client;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>What every verb is told by the options that all of them have.</summary>
/// <param name="Home">The folder that holds results and, by default, checkpoints; absolute.</param>
/// <param name="Data">The folder given with <c>--data</c>; absolute. Null: the default search.</param>
/// <param name="Workers">Threads that train, at least 1.</param>
/// <param name="Json">Print JSON for programs instead of text for people.</param>
/// <param name="Quiet">Print results only, no progress.</param>
internal sealed record CommandSettings(string Home, string? Data, int Workers, bool Json, bool Quiet)
{
    /// <summary>Whether the verb reads recorded results and writes none, so that it needs no permission to write.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>Whether trials are trained in packs where that is faster.</summary>
    public bool Packing { get; init; } = true;

    /// <summary>The device that TorchSharp trains on; null: our own CPU trainer trains.</summary>
    public string? TorchDevice { get; init; }

    /// <summary>The API to work against; null: this machine's own sweeps.</summary>
    public ClusterAddress? Cluster { get; init; }

    /// <summary>Whether the command line itself names it, rather than the environment.</summary>
    public bool NamesCluster { get; init; }

    /// <summary>What a hint at another verb has to add so that it works against the same sweeps.</summary>
    public string ClusterOption => NamesCluster ? $" --cluster {Cluster}" : "";

    /// <summary>The PostgreSQL database that holds the results, with its password; null: they lie in the home folder.</summary>
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

    /// <summary>Where internal errors are written.</summary>
    public string LogFolder => Path.Combine(Home, "logs");

    /// <summary>For sweeps that other processes run.</summary>
    /// <exception cref="SweepException">A log file is given, which would stay empty.</exception>
    public void RefuseLogFile()
    {
        if (LogFile is not null)
            throw new SweepException("--log-file: other processes run these sweeps and log their decisions (docs/logs.md). Leave it out.");
    }

    /// <summary>For verbs that are about this machine.</summary>
    /// <exception cref="SweepException">The command line names a cluster.</exception>
    public CommandSettings RequireLocal(string verb) => NamesCluster
        ? throw new SweepException($"{verb} is about this machine. Leave out --cluster.")
        : this with { Cluster = null };
}
