using System.CommandLine;
using System.Text.Json;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep tag ID WORD</c> and <c>sweep note ID TEXT</c>: what people write down about a recorded sweep. Both are kept in its
/// spec, as <c>tags</c> and <c>description</c>.</summary>
internal static class TagCommands
{
    public static Command CreateTag(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var words = new Argument<string[]>("TAG")
        {
            Description = "Tags to add. Without any, the tags are printed.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var remove = new Option<bool>("--remove") { Description = "Remove these tags instead." };
        var command = new Command("tag", "Add tags to a sweep, which `./sweep ls --tag` finds, or remove them.") { id, words, remove };
        command.ChangeResults(host, options, async (scope, parsed) =>
        {
            var sweep = Sweep.Read(await scope.FindAsync(parsed.GetRequiredValue(id)));
            var given = parsed.GetValue(words) ?? [];
            var tags = parsed.GetValue(remove)
                ? sweep.Spec.Tags.Except(given, StringComparer.Ordinal)
                : sweep.Spec.Tags.Union(given, StringComparer.Ordinal);
            var spec = await ChangeAsync(scope, sweep, given.Length == 0, "tags", $"[{string.Join(", ", tags.Select(Quoted))}]");
            if (!scope.Settings.Json && (given.Length == 0 || !scope.Settings.Quiet))
                scope.Output.WriteLine(spec.Tags.Count == 0 ? $"{sweep.Id} has no tags." : $"{sweep.Id}: {string.Join(", ", spec.Tags)}");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command CreateNote(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var text = new Argument<string?>("TEXT")
        {
            Description = "The new description; '' removes it. Without a text, the description is printed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("note", "Write a sweep's description, which `./sweep show` prints and `./sweep ls --search` finds.")
        {
            id, text,
        };
        command.ChangeResults(host, options, async (scope, parsed) =>
        {
            var sweep = Sweep.Read(await scope.FindAsync(parsed.GetRequiredValue(id)));
            var given = parsed.GetValue(text);
            var spec = await ChangeAsync(scope, sweep, given is null, "description", Quoted(given ?? ""));
            if (!scope.Settings.Json && (given is null || !scope.Settings.Quiet))
            {
                scope.Output.WriteLine(
                    spec.Description.Length == 0 ? $"{sweep.Id} has no description." : $"{sweep.Id}: {spec.Description}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Returns the spec as it is recorded afterwards.
    private static async Task<SweepSpec> ChangeAsync(CommandScope scope, Sweep sweep, bool onlyReads, string key, string value)
    {
        var record = sweep.Record;
        if (!onlyReads)
        {
            await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
            record = await runtime.Service.ChangeAsync(
                sweep.Id, new SweepChange.Edit(SpecText.SetPath(record.SpecText, key, value)), scope.Cancellation);
        }

        if (scope.Settings.Json)
            scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Sweep(json, record)));
        return Sweep.Read(record).Spec;
    }

    // JSON's texts are YAML's.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
