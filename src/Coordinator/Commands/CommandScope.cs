using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Commands;

/// <summary>One call of a verb that reads or writes recorded results.</summary>
/// <param name="Output">For results.</param>
internal sealed record CommandScope(
    CommandHost Host, CommandSettings Settings, IResultStore Store, TextWriter Output, CancellationToken Cancellation)
{
    /// <summary>The folder for event files of TensorBoard; null: none are written.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Characters in a line of output.</summary>
    public int Width => Host.Terminal.Width;

    public Task<SweepRecord> FindAsync(string id) => SweepLookup.FindAsync(Store, id, Cancellation);
}

/// <summary>How verbs get their scope.</summary>
internal static class CommandScopes
{
    /// <summary>The command opens the results store, acts, and ends with the answer.</summary>
    public static void Act(this Command command, CommandHost host, GlobalOptions options, Func<CommandScope, ParseResult, Task<int>> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = options.Read(parsed);
            await using var store = host.OpenStore(settings);
            return await action(new(host, settings, store, parsed.InvocationConfiguration.Output, cancellation), parsed);
        });

    /// <summary>The argument that names a sweep.</summary>
    public static Argument<string> SweepArgument(bool required = false)
    {
        var argument = new Argument<string>("ID") { Description = "The sweep: an id that `sweep ls` lists, a name for its newest, or `latest`." };
        if (!required)
        {
            argument.Arity = ArgumentArity.ZeroOrOne;
            argument.DefaultValueFactory = _ => SweepLookup.Latest;
        }

        return argument;
    }
}
