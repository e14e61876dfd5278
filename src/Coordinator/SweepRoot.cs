using System.CommandLine;
using System.CommandLine.Invocation;
using SweepCluster.Coordinator.Commands;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Notebooks;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator;

/// <summary>The whole command line.</summary>
internal static class SweepRoot
{
    /// <summary>Parses and carries out one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, CommandHost host, TextWriter output, TextWriter error)
    {
        var options = new GlobalOptions();
        var parsed = Create(host, options).Parse(arguments);
        Func<string, string>? toAscii = host.Terminal.IsAscii ? AsciiText.Transliterate : null;
        var errors = new TerminalWriter(error, toAscii: toAscii);
        // The help of a command would hide the one line that states the mistake.
        if (parsed.Action is ParseErrorAction refusal)
            refusal.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0;
        var configuration = new InvocationConfiguration
        {
            // JSON keeps its meaning.
            Output = new TerminalWriter(
                output, host.Terminal.IsReaderGone, toAscii is null || !options.WantsJson(parsed) ? toAscii : AsciiText.Escape),
            Error = errors,
            EnableDefaultExceptionHandler = false,
            // Commands that must not be cut off listen for Ctrl-C themselves.
            ProcessTerminationTimeout = null,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? ExitCodes.BadInput : code;
        }
        catch (SweepException mistake)
        {
            Report(errors, mistake.Message);
            return mistake.Kind == SweepErrorKind.Input ? ExitCodes.BadInput : ExitCodes.InternalError;
        }
        catch (OutputException closed) when (closed.IsClosed)
        {
            return ExitCodes.OutputClosed;
        }
        catch (OutputException failure)
        {
            Report(errors, failure.Message);
            return ExitCodes.InternalError;
        }
        catch (Exception bug)
        {
            Report(errors, FailureLog.Report(bug, options.Read(parsed).LogFolder, host.Time));
            return ExitCodes.InternalError;
        }
    }

    private static void Report(TerminalWriter error, string message)
    {
        try
        {
            error.WriteLine(message);
        }
        catch (OutputException)
        {
            // The message can't be shown; the exit code remains.
        }
    }

    /// <summary>Creates the commands, their arguments and options; docs/cli.md is made from them.</summary>
    internal static RootCommand Create(CommandHost host, GlobalOptions options)
    {
        var root = new RootCommand("Hyperparameter sweeps of dense networks: the same bits from the same spec on any machine.")
        {
            RunCommand.Create(host, options),
            ResumeCommand.Create(host, options),
            ListCommand.Create(host, options),
            ShowCommand.Create(host, options),
            WatchCommand.Create(host, options),
            LeaderboardCommand.Create(host, options),
            CompareCommand.Create(host, options),
            ClaimsCommand.Create(host, options),
            VerifyCommand.Create(host, options),
            NotebooksCommand.Create(host, options),
            ExportCommand.Create(host, options),
            ReportCommand.Create(host, options),
            PredictCommand.Create(host, options),
            ExplainCommand.Create(host, options),
            ImagesCommand.Create(host, options),
            StopCommands.CreatePause(host, options),
            StopCommands.CreateCancel(host, options),
            ExtendCommand.Create(host, options),
            RetryCommand.Create(host, options),
            EditCommand.Create(host, options),
            TagCommands.CreateTag(host, options),
            TagCommands.CreateNote(host, options),
            RemoveCommand.Create(host, options),
            ValidateCommand.Create(options),
            SchemaCommand.Create(),
            DataCommand.Create(host, options),
            MigrateCommand.Create(options),
            DoctorCommand.Create(host, options),
            HealthCommand.Create(options),
            ServeCommand.Create(host, options),
            ClusterCommand.Create(host, options),
            KeysCommand.Create(host, options),
            CompletionCommand.Create(),
        };
        options.AddTo(root);
        NumberParsing.Apply(root);
        return root;
    }
}
