using System.CommandLine;
using SweepCluster.Api.Keys;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep keys</c>: the API keys that <c>sweep serve</c> of this home folder accepts.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandHost host, GlobalOptions options) =>
        new("keys", "Add, list and revoke the API keys of `./sweep serve`.")
        {
            CreateAdd(host, options),
            CreateList(host, options),
            CreateRevoke(options),
        };

    private static Command CreateAdd(CommandHost host, GlobalOptions options)
    {
        var name = NameArgument("A name for the key, such as its user's.");
        var scope = new Option<string>("--scope")
        {
            Description = "read (see results), submit (also run and change sweeps) or admin (everything). Default: submit.",
            HelpName = "SCOPE",
            DefaultValueFactory = _ => KeyScope.Submit.Name(),
        };
        scope.AcceptOnlyFromAmong([.. Enum.GetValues<KeyScope>().Select(known => known.Name())]);
        var command = new Command("add", "Create a key and print it once: only its hash is stored.") { name, scope };
        command.SetAction(parsed =>
        {
            var settings = options.Read(parsed).RequireLocal("keys");
            var given = parsed.GetRequiredValue(name);
            var granted = Enum.Parse<KeyScope>(parsed.GetRequiredValue(scope), ignoreCase: true);
            var text = KeyFile.FromHome(settings.Home).Add(given, granted, host.Time.GetUtcNow());
            var output = parsed.InvocationConfiguration.Output;
            if (settings.Json)
            {
                output.WriteLine(JsonLine.Object(json =>
                {
                    json.WriteString("name", given);
                    json.WriteString("scope", granted.Name());
                    json.WriteString("key", text);
                }));
                return ExitCodes.Done;
            }

            // A file made from it, such as a Secret, is often sent as it is; a line break can't be part of a header.
            if (host.Terminal.IsScreen)
                output.WriteLine(text);
            else
                output.Write(text);
            if (!settings.Quiet)
                parsed.InvocationConfiguration.Error.WriteLine(
                    "Store it now: it is not shown again. ./sweep takes it from SWEEP_API_KEY or --api-key-file.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateList(CommandHost host, GlobalOptions options)
    {
        var command = new Command("ls", "List the keys: their names and scopes.");
        command.SetAction(parsed =>
        {
            var settings = options.Read(parsed).RequireLocal("keys");
            var output = parsed.InvocationConfiguration.Output;
            var table = new TextTable(new("name", ShrinksTo: 8), new("scope"), new("created", DropOrder: 1));
            foreach (var key in KeyFile.FromHome(settings.Home).Read())
            {
                if (settings.Json)
                    output.WriteLine(Json(key));
                else
                    table.Add(key.Name, key.Scope.Name(), FigureText.Moment(key.CreatedAt));
            }

            if (table.Count > 0)
            {
                foreach (var line in table.Lines(host.Terminal.Width))
                    output.WriteLine(line);
            }
            else if (!settings.Json)
            {
                output.WriteLine("No keys. Add one with: ./sweep keys add NAME --scope submit");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateRevoke(GlobalOptions options)
    {
        var name = NameArgument("The key's name.");
        var command = new Command("revoke", "Revoke a key; a running `./sweep serve` refuses it at once.") { name };
        command.SetAction(parsed =>
        {
            var settings = options.Read(parsed).RequireLocal("keys");
            KeyFile.FromHome(settings.Home).Revoke(parsed.GetRequiredValue(name));
            if (!settings.Quiet && !settings.Json)
                parsed.InvocationConfiguration.Output.WriteLine($"{parsed.GetRequiredValue(name)} is revoked.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> NameArgument(string description) => new("NAME") { Description = description };

    private static string Json(StoredKey key) => JsonLine.Object(json =>
    {
        json.WriteString("name", key.Name);
        json.WriteString("scope", key.Scope.Name());
        json.WriteString("created_at", key.CreatedAt);
    });
}
