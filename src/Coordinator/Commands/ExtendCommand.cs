using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep extend ID --epochs +5</c> or <c>--seeds +5</c>: further epochs or seeds of a recorded sweep.</summary>
internal static class ExtendCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var epochs = new Option<int?>("--epochs")
        {
            Description = "Train every trial for N more epochs, from its checkpoint.",
            HelpName = "+N",
        };
        var seeds = new Option<int?>("--seeds") { Description = "Repeat every configuration N more times.", HelpName = "+N" };
        var board = TensorBoardOption.Create();
        var command = new Command("extend", "Train a sweep's trials further, or repeat its configurations more often.")
        {
            id, epochs, seeds, board,
        };
        command.ChangeResults(host, options, (scope, parsed) =>
            ResumeCommand.GoOnAsync(
                scope.WithTensorBoard(parsed, board),
                parsed.GetRequiredValue(id),
                ChangeOf(parsed.GetValue(epochs), parsed.GetValue(seeds))));
        return command;
    }

    private static SweepChange ChangeOf(int? epochs, int? seeds) => (epochs, seeds) switch
    {
        (null, null) => throw new SweepException("extend: give --epochs or --seeds, such as --epochs +5."),
        ({ }, { }) => throw new SweepException("extend: --epochs and --seeds are two changes. Extend by one of them, then by the other."),
        ({ } count, null) => new SweepChange.ExtendEpochs(Positive(count, "--epochs")),
        (null, { } count) => new SweepChange.ExtendSeeds(Positive(count, "--seeds")),
    };

    private static int Positive(int count, string option) =>
        count is > 0 and <= 1_000_000
            ? count
            : throw new SweepException($"{option}: {count} is not possible. Give a number from 1 to 1,000,000, such as +5.");
}
