using System.CommandLine;
using System.CommandLine.Invocation;
using SweepCluster.Coordinator.Commands;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Notebooks;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Files;

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
        var told = new TerminalWriter(error);
        // The help of a verb would hide the one line that says what is wrong.
        if (parsed.Action is ParseErrorAction refusal)
            refusal.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0;
        var configuration = new InvocationConfiguration
        {
            Output = new TerminalWriter(output, host.Terminal.IsReaderGone),
            Error = told,
            EnableDefaultExceptionHandler = false,
            // Verbs that must not be cut off listen for Ctrl-C themselves.
            ProcessTerminationTimeout = null,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? ExitCodes.BadInput : code;
        }
        catch (SweepException mistake)
        {
            Report(told, mistake.Message);
            return mistake.Kind == SweepErrorKind.Input ? ExitCodes.BadInput : ExitCodes.InternalError;
        }
        catch (OutputException closed) when (closed.IsClosed)
        {
            return ExitCodes.OutputClosed;
        }
        catch (OutputException failure)
        {
            Report(told, failure.Message);
            return ExitCodes.InternalError;
        }
        catch (Exception bug)
        {
            Report(told, FailureLog.Report(bug, options.Read(parsed).LogFolder, host.Time));
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
            // Nobody can read it; the exit code remains.
        }
    }

    /// <summary>The verbs, their arguments and options; docs/cli.md is made from them.</summary>
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
            ClaimsCommand.Create(host, options),
            NotebooksCommand.Create(host, options),
            ExportCommand.Create(host, options),
            ReportCommand.Create(host, options),
            PredictCommand.Create(host, options),
            ExplainCommand.Create(host, options),
            StopCommands.CreatePause(host, options),
            StopCommands.CreateCancel(host, options),
            ExtendCommand.Create(host, options),
            RetryCommand.Create(host, options),
            EditCommand.Create(host, options),
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
