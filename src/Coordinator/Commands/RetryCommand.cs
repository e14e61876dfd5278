using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep retry ID</c>: trains failed trials again, or continues a cancelled sweep.</summary>
internal static class RetryCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var trial = new Option<long?>("--trial") { Description = "Only this trial, counted from 0.", HelpName = "N" };
        var failed =
            new Option<bool>("--failed") { Description = "All failed trials (the default), and those that were cancelled with them." };
        var cancelled = new Option<bool>("--cancelled")
        {
            Description = "Continue a cancelled sweep: its cancelled trials and those that were never started.",
        };
        var board = TensorBoardOption.Create();
        var command = new Command("retry", "Train failed trials again, from their last usable checkpoint.")
        {
            id, trial, failed, cancelled, board,
        };
        command.ChangeResults(host, options, (scope, parsed) => ResumeCommand.GoOnAsync(
            scope.WithTensorBoard(parsed, board),
            parsed.GetRequiredValue(id),
            ChangeOf(parsed.GetValue(trial), parsed.GetValue(failed), parsed.GetValue(cancelled))));
        return command;
    }

    private static SweepChange.Retry ChangeOf(long? trial, bool failed, bool cancelled)
    {
        if ((trial is null ? 0 : 1) + (failed ? 1 : 0) + (cancelled ? 1 : 0) > 1)
            throw new SweepException("retry: --trial, --failed and --cancelled exclude each other. Give one of them.");
        return trial is not < 0
            ? new(trial, cancelled)
            : throw new SweepException($"--trial: {trial} is not the number of a trial. Give a number from 0.");
    }
}
