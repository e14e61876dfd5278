using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Reporting.TensorBoard;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>--tensorboard DIR</c>.</summary>
internal static class TensorBoardOption
{
    public static Option<string?> Create() => new("--tensorboard")
    {
        Description = "Write event files for TensorBoard below this folder, one per trial; see docs/tensorboard.md.",
        HelpName = "DIR",
    };

    /// <summary>The folder is made where it is missing, so that one that can't be made is refused before anything runs.</summary>
    public static CommandScope WithTensorBoard(this CommandScope scope, ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { Length: > 0 } folder ? scope with { TensorBoard = TensorBoardFolder.Prepared(folder) } : scope;
}
