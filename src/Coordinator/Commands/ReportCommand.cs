using System.CommandLine;
using System.Diagnostics;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Reporting.Content;
using SweepCluster.Reporting.Html;
using SweepCluster.Reporting.Markdown;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep report ID</c>: a sweep's results on one HTML page.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var file = new Option<string?>("--output", "-o")
        {
            Description = "The file to write. Default: ID.html in the working folder, with --format md ID.md.",
            HelpName = "FILE",
        };
        var format = new Option<string?>("--format")
        {
            Description = "html, or md for the tables in Markdown. Default: html, and md for a FILE that ends in .md.",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong("html", "md");
        var trial =
            new Option<long?>("--trial") { Description = "The trial whose predictions are shown. Default: the best one.", HelpName = "N" };
        var open = new Option<bool>("--open") { Description = "Show the page in the browser." };
        var command = new Command("report", "Write a sweep's report: one HTML file with all charts and tables.")
        {
            id, file, format, trial, open,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = Sweep.Read(await scope.FindAsync(parsed.GetRequiredValue(id)));
            var given = parsed.GetValue(file) ?? "";
            var form = parsed.GetValue(format) ?? (given.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? "md" : "html");
            var path = UserPath.Full(given.Length > 0 ? given : $"{sweep.Id}.{form}");
            var reader = new ReportReader(scope.Store, sweep, scope.Networks(), host.Time);
            var content = await reader.ReadAsync(parsed.GetValue(trial), scope.Cancellation);
            var isHtml = form == "html";
            var page = isHtml ? ReportPage.Build(content, WebAssets.OfThisBuild) : MarkdownReport.Build(content);
            await WriteAsync(path, page, scope.Cancellation);
            PrintResult(scope, path, content, isHtml && WebAssets.OfThisBuild.Script is not null, isHtml);
            if (parsed.GetValue(open))
                Open(path);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void PrintResult(CommandScope scope, string path, ReportContent content, bool hasCharts, bool isHtml)
    {
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("report", path);
                json.WriteBoolean("charts", hasCharts);
                json.Count("trial", content.Trial?.Trial.Trial);
            }));
            return;
        }

        scope.Output.WriteLine(path);
        if (scope.Settings.Quiet)
            return;
        if (isHtml && !hasCharts)
        {
            scope.Output.WriteLine(
                "It has tables but no charts: npm was not installed when this program was built. Install Node.js, then: "
                + "dotnet build src/Coordinator -c Release");
        }

        if (content.TrialMissing.Length > 0)
            scope.Output.WriteLine($"It shows no predictions: {content.TrialMissing}");
    }

    private static async Task WriteAsync(string path, string page, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, page, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--output: {path} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment, error);
        }
    }

    private static void Open(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
        catch (Exception error)
            when (error is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new SweepException(
                $"--open: no program to show {path} was found: {error.Message} Open the file in a browser yourself.",
                SweepErrorKind.Environment,
                error);
        }
    }
}
