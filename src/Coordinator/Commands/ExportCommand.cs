using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Reporting.Exports;
using SweepCluster.Reporting.TensorBoard;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep export ID</c>: results for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var table = new Option<string>("--what")
        {
            Description = "trials, metrics (a row per epoch), leaderboard or steps (a row per step of a range test). Default: trials.",
            HelpName = "TABLE",
            DefaultValueFactory = _ => "trials",
        };
        table.AcceptOnlyFromAmong("trials", "metrics", "leaderboard", "steps");
        var format = new Option<string?>("--format") { Description = "csv or json. Default: csv, with --json json.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("csv", "json");
        var file =
            new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var board = TensorBoardOption.Create();
        var command = new Command(
            "export",
            "Write a sweep's trials, metrics, leaderboard or range tests as CSV or JSON (see docs/json.md), or all of it for TensorBoard.")
        {
            id, table, format, file, board,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            if (scope.WithTensorBoard(parsed, board).TensorBoard is { } folder)
                return await WriteEventsAsync(scope, new(folder, scope.Store, Sweep.Read(sweep)));
            var isJson = (parsed.GetValue(format) ?? (scope.Settings.Json ? "json" : "csv")) == "json";
            var rows = new ExportRows(scope.Store, Sweep.Read(sweep));
            var what = Enum.Parse<ExportTable>(parsed.GetRequiredValue(table), ignoreCase: true);
            if (parsed.GetValue(file) is { Length: > 0 } path)
                await WriteFileAsync(rows, what, isJson, UserPath.Full(path), scope.Cancellation);
            else
                await WriteAsync(rows, what, isJson, scope.Documents, scope.Cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> WriteEventsAsync(CommandScope scope, TensorBoardFolder folder)
    {
        var count = await folder.WriteAllAsync(scope.Cancellation);
        scope.Output.WriteLine(scope.Settings.Json
            ? JsonLine.Object(json =>
            {
                json.WriteString("tensorboard", folder.Folder);
                json.WriteNumber("trials", count);
            })
            : $"{folder.Folder}: {FigureText.Plural(count, "trial")}");
        return ExitCodes.Done;
    }

    private static Task WriteAsync(ExportRows rows, ExportTable table, bool isJson, TextWriter output, CancellationToken cancellation)
    {
        var read = rows.ReadAsync(table, cancellation);
        return isJson
            ? ExportWriter.WriteJsonAsync(read, output, cancellation)
            : ExportWriter.WriteCsvAsync(new(ExportRows.Sample(table), rows.SettingNames()), read, output, cancellation);
    }

    private static async Task WriteFileAsync(ExportRows rows, ExportTable table, bool isJson, string path, CancellationToken cancellation)
    {
        try
        {
            await using var writer = new StreamWriter(path);
            await WriteAsync(rows, table, isJson, writer, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--output: {path} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment, error);
        }
    }
}
