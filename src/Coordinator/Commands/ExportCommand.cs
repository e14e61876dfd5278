using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Reporting.Exports;
using SweepCluster.Reporting.Models;
using SweepCluster.Reporting.TensorBoard;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep export ID</c>: results for other programs.</summary>
internal static class ExportCommand
{
    private const string Json = "json";
    private const string Parquet = "parquet";

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
        var format = new Option<string?>("--format")
        {
            Description = "csv, json or parquet. Default: csv, with --json json, parquet for a FILE that ends in .parquet.",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong("csv", "json", "parquet");
        var file =
            new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var board = TensorBoardOption.Create();
        var model = new Option<string?>("--model")
        {
            Description = "Write the network of --trial as a model instead: onnx, keras, pytorch or npz (see docs/models.md).",
            HelpName = "FORMAT",
        };
        model.AcceptOnlyFromAmong("onnx", "keras", "pytorch", "npz");
        var trial = new Option<long?>("--trial") { Description = "With --model: the trial with the network.", HelpName = "N" };
        var command = new Command(
            "export",
            "Write a sweep's trials, metrics, leaderboard or range tests as CSV, JSON or Parquet (see docs/json.md), all of it for "
            + "TensorBoard, or a trial's network for other programs.")
        {
            id, table, format, file, board, model, trial,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            if (parsed.GetValue(model) is { } word)
            {
                var kind = Enum.Parse<ModelFormat>(word, ignoreCase: true);
                return await WriteModelAsync(scope, parsed.GetRequiredValue(id), parsed.GetValue(trial), kind, parsed.GetValue(file));
            }

            if (parsed.GetValue(trial) is not null)
                throw new SweepException("--trial goes with --model: the other exports are about all trials.");
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            if (scope.WithTensorBoard(parsed, board).TensorBoard is { } folder)
                return await WriteEventsAsync(scope, new(folder, scope.Store, Sweep.Read(sweep)));
            var path = parsed.GetValue(file) is { Length: > 0 } named ? UserPath.Full(named) : null;
            var form = parsed.GetValue(format) ?? DefaultFormat(scope.Settings, path);
            var rows = new ExportRows(scope.Store, Sweep.Read(sweep));
            var what = Enum.Parse<ExportTable>(parsed.GetRequiredValue(table), ignoreCase: true);
            if (path is not null)
                await WriteFileAsync(rows, what, form, path, scope.Cancellation);
            else if (form == Parquet)
                throw new SweepException("--format parquet is written to a file, not to the standard output. Name it with -o FILE.");
            else
                await WriteAsync(rows, what, form, scope.Documents, scope.Cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> WriteModelAsync(CommandScope scope, string id, long? trial, ModelFormat format, string? file)
    {
        if (trial is not { } number)
        {
            throw new SweepException(
                $"--model needs the number of a trial: --trial N. `./sweep leaderboard {id}` lists the best configurations.");
        }

        var (sweep, asked) = await scope.FindTrialAsync(id, number);
        var network = await scope.LocalNetworks("--model").ReadWeightsAsync(sweep, asked, scope.Cancellation);
        var written = ModelFile.Write(
            network, format, UserPath.Full(file is { Length: > 0 } ? file : ModelFile.DefaultName(network, format)));
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("file", written.Path);
                json.WriteString("format", format.ToString().ToLowerInvariant());
                json.WriteString("sweep", sweep.Id);
                json.WriteNumber("trial", number);
                json.WriteNumber("epochs", network.Facts.Epochs);
                json.WriteNumber("inputs", network.Inputs);
                json.WriteNumber("classes", network.Facts.ClassNames.Count);
                json.WriteString("weights_sha256", network.Weights.Hash());
            }));
            return ExitCodes.Done;
        }

        scope.Output.WriteLine(
            $"{written.Path}: the network of trial {number} of {sweep.Id} after {FigureText.Plural(network.Facts.Epochs, "epoch")}.");
        if (scope.Settings.Quiet)
            return ExitCodes.Done;
        scope.Output.WriteLine($"In Python, with the pixels of n images (0 to 255) as an array of n x {network.Inputs}:");
        foreach (var line in written.Usage)
            scope.Output.WriteLine($"  {line}");
        return ExitCodes.Done;
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

    private static string DefaultFormat(CommandSettings settings, string? path) =>
        path?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? Parquet : settings.Json ? Json : "csv";

    private static Task WriteAsync(ExportRows rows, ExportTable table, string format, TextWriter output, CancellationToken cancellation)
    {
        var read = rows.ReadAsync(table, cancellation);
        return format == Json
            ? ExportWriter.WriteJsonAsync(read, output, cancellation)
            : ExportWriter.WriteCsvAsync(new(ExportRows.Sample(table), rows.SettingNames()), read, output, cancellation);
    }

    private static async Task WriteFileAsync(ExportRows rows, ExportTable table, string format, string path, CancellationToken cancellation)
    {
        try
        {
            if (format == Parquet)
            {
                await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
                await new ParquetExport(ExportRows.Sample(table), rows.SettingValues())
                    .WriteAsync(rows.ReadAsync(table, cancellation), file, cancellation);
                return;
            }

            await using var writer = new StreamWriter(path);
            await WriteAsync(rows, table, format, writer, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--output: {path} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment, error);
        }
    }
}
