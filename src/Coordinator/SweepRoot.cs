using System.CommandLine;
using System.CommandLine.Help;
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
        var root = Create(host, options);
        var parsed = root.Parse(arguments);
        Func<string, string>? toAscii = host.Terminal.IsAscii ? AsciiText.Transliterate : null;
        var errors = new TerminalWriter(error, toAscii: toAscii);
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
            var isAlone = parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [] };
            if (isAlone && (parsed.Action is HelpAction || parsed.Tokens.Count == 0))
                return ShowHelp(root, configuration.Output, host.Terminal.Width, parsed.Tokens.Count == 0);
            return UsageErrors.Find(parsed) is { } mistake
                ? throw new SweepException(mistake)
                : await parsed.InvokeAsync(configuration);
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

    /// <param name="isMissing">Whether a command is missing, which is a mistake.</param>
    private static int ShowHelp(RootCommand root, TextWriter output, int width, bool isMissing)
    {
        foreach (var line in CommandGroups.Lines(root, width))
            output.WriteLine(line);
        return isMissing ? ExitCodes.BadInput : ExitCodes.Done;
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
        Command[] commands =
        [
            RunCommand.Create(host, options),
            SubmitCommand.Create(host, options),
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
            CollectCommand.Create(host, options),
            InitCommand.Create(host, options),
            BestCommand.Create(host, options),
            CloneCommand.Create(host, options),
            ValidateCommand.Create(host, options),
            SchemaCommand.Create(),
            DataCommand.Create(host, options),
            MigrateCommand.Create(options),
            DoctorCommand.Create(host, options),
            HealthCommand.Create(options),
            ServeCommand.Create(host, options),
            ClusterCommand.Create(host, options),
            KeysCommand.Create(host, options),
            CompletionCommand.Create(),
            HelpCommand.Create(host),
            VersionCommand.Create(options),
        ];
        var root = new RootCommand("Hyperparameter sweeps of dense networks: the same bits from the same spec on any machine.");
        foreach (var command in CommandGroups.Sort(commands))
            root.Subcommands.Add(command);
        options.AddTo(root);
        NumberParsing.Apply(root);
        return root;
    }
}
