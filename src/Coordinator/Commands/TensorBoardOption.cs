using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Reporting.TensorBoard;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The option <c>--tensorboard DIR</c>.</summary>
internal static class TensorBoardOption
{
    public static Option<string?> Create() => new("--tensorboard")
    {
        Description = "Write event files for TensorBoard below this folder, one per trial; see docs/tensorboard.md.",
        HelpName = "DIR",
    };

    /// <summary>Creates the folder if it is missing, so that an invalid one is refused before anything runs.</summary>
    public static CommandScope WithTensorBoard(this CommandScope scope, ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { Length: > 0 } folder ? scope with { TensorBoard = TensorBoardFolder.Prepared(folder) } : scope;
}
