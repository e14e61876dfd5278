using System.CommandLine;
using SweepCluster.Client;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The options of every command.</summary>
internal sealed class GlobalOptions
{
    public const string HomeVariable = "SWEEP_HOME";
    public const string CheckpointsOption = "--checkpoints-at";
    public const string CheckpointsVariable = "SWEEP_CHECKPOINTS";
    public const string PostgresVariable = "SWEEP_POSTGRES";

    private readonly Option<string?> _home = new("--home")
    {
        Description = $"Folder of results and checkpoints. Default: {HomeVariable}, else the user's data folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string?> _checkpoints = new(CheckpointsOption)
    {
        Description = "Folder of checkpoints, or a bucket such as s3://bucket/prefix; see docs/checkpoints.md. "
            + $"Default: {CheckpointsVariable}, else the folder `checkpoints` of the home folder.",
        HelpName = "PLACE",
        Recursive = true,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of data sets. Default: SWEEP_DATA, else the user's cache.",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<int?> _workers = new("--workers")
    {
        Description = "Number of training threads. Default: the number of cores.",
        HelpName = "N",
        Recursive = true,
    };

    private readonly Option<bool> _noPacking = new("--no-packing")
    {
        Description = "Train each trial by itself, not in packs that share minibatches. Results are the same.",
        Recursive = true,
    };

    private readonly Option<string?> _trainer = new("--trainer")
    {
        Description = "The trainer: cpu, or torch:DEVICE with DEVICE cpu, cuda:N or mps. Default: cpu.",
        HelpName = "TRAINER",
        Recursive = true,
    };

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = $"Work against the sweeps of a `./sweep serve`, which may be on another machine. Default: {ClusterAddress.Variable}, "
            + "else this machine's own.",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _keyFile = new("--api-key-file")
    {
        Description = $"A file with the API key for --cluster. Default: the key in {ClusterAddress.KeyVariable}.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = $"PostgreSQL database of the results. Default: {PostgresVariable}, else a file in the home folder.",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    private readonly Option<string?> _logFile = new("--log-file")
    {
        Description = "Append the decisions of the sweeps that this process runs to a file, one a line; see docs/logs.md.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<bool> _json =
        new("--json") { Description = "Print JSON, one object a line; see docs/json.md.", Recursive = true };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print results only, no progress.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_home);
        root.Options.Add(_checkpoints);
        root.Options.Add(_data);
        root.Options.Add(_workers);
        root.Options.Add(_noPacking);
        root.Options.Add(_trainer);
        root.Options.Add(_cluster);
        root.Options.Add(_keyFile);
        root.Options.Add(_postgres);
        root.Options.Add(_logFile);
        root.Options.Add(_json);
        root.Options.Add(_quiet);
    }

    /// <summary>Whether JSON is requested; for commands that need no other option.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The folder given with <c>--data</c>, absolute, or null; for commands that need no results.</summary>
    public string? DataFolder(ParseResult parsed) => parsed.GetValue(_data) is { Length: > 0 } data ? UserPath.Full(data) : null;

    /// <exception cref="SweepException">A value can't be used.</exception>
    public CommandSettings Read(ParseResult parsed)
    {
        var workers = parsed.GetValue(_workers) ?? Environment.ProcessorCount;
        if (workers is < 1 or > 1024)
            throw new SweepException($"--workers: {workers} is not possible. Give a number from 1 to 1024.");
        return new(
            HomeFolder(parsed.GetValue(_home)),
            DataFolder(parsed),
            workers,
            parsed.GetValue(_json),
            parsed.GetValue(_quiet))
        {
            Packing = !parsed.GetValue(_noPacking),
            TorchDevice = TorchDevice(parsed.GetValue(_trainer)),
            Cluster = Cluster(parsed),
            Checkpoints = Checkpoints(parsed),
            LogFile = parsed.GetValue(_logFile) is { Length: > 0 } log ? UserPath.Full(log) : null,
            NamesCluster = parsed.GetValue(_cluster) is { Length: > 0 },
            Postgres = new[] { parsed.GetValue(_postgres), Environment.GetEnvironmentVariable(PostgresVariable) }.FirstOrDefault(
                given => given is { Length: > 0 }),
        };
    }

    private static string? TorchDevice(string? trainer)
    {
        const string torch = "torch";
        return trainer switch
        {
            null or "" or "cpu" => null,
            torch => "cpu",
            _ when trainer.StartsWith(torch + ":", StringComparison.Ordinal) => trainer[(torch.Length + 1)..],
            _ => throw new SweepException(
                $"--trainer: there is no trainer '{trainer}'. Give cpu, or torch:DEVICE with DEVICE cpu, cuda:N or mps."),
        };
    }

    private string? Checkpoints(ParseResult parsed)
    {
        if (parsed.GetValue(_checkpoints) is not { Length: > 0 } given)
        {
            return Environment.GetEnvironmentVariable(CheckpointsVariable) is { Length: > 0 } configured
                ? CheckpointPlace.Parse(configured, CheckpointsVariable)
                : null;
        }

        return parsed.GetValue(_cluster) is { Length: > 0 }
            ? throw new SweepException(
                "--cluster and --checkpoints-at: give one of them. The server at --cluster has its own place of checkpoints.")
            : CheckpointPlace.Parse(given, CheckpointsOption);
    }

    private ClusterAddress? Cluster(ParseResult parsed)
    {
        // Options of the command line take precedence over the environment.
        if (parsed.GetValue(_postgres) is { Length: > 0 })
        {
            return parsed.GetValue(_cluster) is { Length: > 0 }
                ? throw new SweepException(
                    "--cluster and --postgres: give one of them. The server at --cluster has its own results.")
                : null;
        }

        var url = parsed.GetValue(_cluster) is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable(ClusterAddress.Variable);
        return string.IsNullOrWhiteSpace(url) ? null : ClusterAddress.Read(url, parsed.GetValue(_keyFile));
    }

    private static string HomeFolder(string? given)
    {
        if (given is { Length: > 0 })
            return UserPath.Full(given);
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } configured)
            return UserPath.Full(configured);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (user.Length == 0)
            throw new SweepException($"There is no home folder for results: neither --home nor {HomeVariable} is given, "
                + "and the user has none. Give one of them.");
        return Path.Combine(user, "sweepcluster");
    }
}
