using System.CommandLine;
using SweepCluster.Client;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Notifications;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>One call of a command that reads or writes recorded results.</summary>
/// <param name="Output">The output of results.</param>
internal sealed record CommandScope(
    CommandHost Host, CommandSettings Settings, IResultReader Store, TextWriter Output, CancellationToken Cancellation)
{
    /// <summary>The folder for event files of TensorBoard; null if none are written.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Where the end of a sweep is notified; null if nowhere.</summary>
    public NotificationTarget? Notify { get; init; }

    /// <summary>The output of documents such as CSV, whose bytes stay unchanged in a file or a pipe.</summary>
    public TextWriter Documents => TerminalWriter.ForDocuments(Output, Host.Terminal);

    /// <summary>The results store, for writing.</summary>
    /// <exception cref="SweepException">The results are read from a server.</exception>
    public IResultStore Writable => ResultStores.Writable(Store);

    /// <summary>Number of characters in a line of output.</summary>
    public int Width => Host.Terminal.Width;

    public Task<SweepRecord> FindAsync(string id) => SweepLookup.FindAsync(Store, id, Cancellation);

    /// <summary>The sweep of that id, and the trial that <c>--trial</c> names.</summary>
    /// <exception cref="SweepException">There is no such sweep, or no such trial that was started.</exception>
    public async Task<(SweepRecord Sweep, TrialRecord Trial)> FindTrialAsync(string id, long number)
    {
        var sweep = await FindAsync(id);
        var trial = await Store.FindTrialAsync(sweep.Id, number, Cancellation);
        return (sweep, trial ?? throw NotRecorded.Trial(sweep.Id, number, "--trial"));
    }

    /// <summary>The networks of trials, from the checkpoints of this machine, or of the server whose results are read.</summary>
    /// <exception cref="SweepException">A folder of data sets is given, which the server would not read.</exception>
    public INetworkReader Networks()
    {
        if (Store is not RemoteResults remote)
        {
            // The client of a bucket stays open as long as the process, which ends with the command.
            return new TrialNetworks(new(CheckpointStores.Open(Settings), Settings.Data));
        }

        if (Settings.Data is not null)
            throw new SweepException($"--data: {remote.Client.Cluster} reads the data sets that it has itself. Leave out --data.");
        return new RemoteNetworks(remote.Client);
    }

    /// <summary>The networks of trials from the checkpoints of this machine.</summary>
    /// <param name="option">The option that needs them, for the message.</param>
    /// <exception cref="SweepException">The results are read from a server, which has the checkpoints.</exception>
    public TrialNetworks LocalNetworks(string option) => Store is RemoteResults remote
        ? throw new SweepException(
            $"{option} reads checkpoints, and those of {remote.Client.Cluster} are on its machine. Run it there, without --cluster.")
        : new TrialNetworks(new(CheckpointStores.Open(Settings), Settings.Data));
}

/// <summary>Creates the scopes of commands.</summary>
internal static class CommandScopes
{
    /// <summary>Makes the command open the results store for writing, act, and return the exit code.</summary>
    public static void ChangeResults(
        this Command command, CommandHost host, GlobalOptions options, Func<CommandScope, ParseResult, Task<int>> action) =>
        Act(command, host, options, onlyReads: false, action);

    /// <summary>Does the same for a command that only reads: it works on a read-only home, and creates none.</summary>
    public static void ReadResults(
        this Command command, CommandHost host, GlobalOptions options, Func<CommandScope, ParseResult, Task<int>> action) =>
        Act(command, host, options, onlyReads: true, action);

    private static void Act(
        Command command, CommandHost host, GlobalOptions options, bool onlyReads, Func<CommandScope, ParseResult, Task<int>> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = options.Read(parsed) with { OnlyReads = onlyReads };
            await using var store = host.OpenStore(settings);
            return await action(new(host, settings, store, parsed.InvocationConfiguration.Output, cancellation), parsed);
        });

    /// <summary>The argument that names a sweep.</summary>
    public static Argument<string> SweepArgument(bool required = false)
    {
        var argument =
            new Argument<string>("ID") { Description = "The sweep: an id that `./sweep ls` lists, a name for its newest, or `latest`." };
        if (!required)
        {
            argument.Arity = ArgumentArity.ZeroOrOne;
            argument.DefaultValueFactory = _ => SweepLookup.Latest;
        }

        return argument;
    }
}
