using System.CommandLine;
using System.Globalization;
using System.Reflection;
using SweepCluster.Coordinator.Doctor;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary><c>sweep notebooks</c>: every comparison of the notebooks as one job that can be interrupted and continued.</summary>
internal static class NotebooksCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var keys = new Argument<string[]>("NOTEBOOK") { Description = "N0 to N4; all by default.", Arity = ArgumentArity.ZeroOrMore };
        var seeds =
            new Option<int?>("--seeds") { Description = "Seeds of every configuration. Default: those of the specs.", HelpName = "N" };
        var write = new Option<string?>("--write") { Description = "Also write the results as a page in Markdown.", HelpName = "FILE" };
        var specs = new Option<string?>("--specs") { Description = "Folder of the specs. Default: sweeps/notebooks.", HelpName = "DIR" };
        var report = new Option<bool>("--no-run") { Description = "Run nothing, and report the recorded results." };
        var command = new Command(
            "notebooks",
            "Run the comparisons of the notebooks, continuing where an earlier run stopped, and compare them with the published figures.")
        {
            keys, seeds, write, specs, report,
        };
        command.ChangeResults(host, options, async (scope, parsed) =>
        {
            if (parsed.GetValue(seeds) is { } count and (< 1 or > 1_000_000))
                throw new SweepException($"--seeds: {count} is not possible. Give a number from 1 to 1,000,000.");
            var comparisons = NotebookSet.Read(
                parsed.GetValue(specs) is { Length: > 0 } folder ? UserPath.Full(folder) : null, parsed.GetValue(keys) ?? []);
            var sweeps = new NotebookSweeps(scope);
            var code = ExitCodes.Done;
            foreach (var comparison in parsed.GetValue(report) ? [] : comparisons)
            {
                code = await sweeps.RunAsync(comparison.Spec, parsed.GetValue(seeds) ?? comparison.Spec.Seeds);
                if (code == ExitCodes.Interrupted)
                    break;
            }

            var results = new List<ComparisonResults>();
            foreach (var comparison in comparisons)
                results.Add(await ComparisonResults.ReadAsync(scope, comparison));
            if (!scope.Settings.Json)
            {
                scope.Output.WriteLine();
                foreach (var line in NotebookText.Lines(results, scope.Width))
                    scope.Output.WriteLine(line);
            }

            if (parsed.GetValue(write) is { Length: > 0 } file)
                await WriteAsync(UserPath.Full(file), NotebookPage.Write(results, Made(host)), scope.Cancellation);
            if (code == ExitCodes.Interrupted && !scope.Settings.Json)
                scope.Output.WriteLine("Go on with the same command.");
            return code;
        });
        return command;
    }

    // The version, machine and time of the run.
    private static string Made(CommandHost host)
    {
        var version = typeof(NotebooksCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";
        var machine = MachineCheck.Findings()
            .Where(finding => finding.Subject is "system" or "runtime" or "cores" or "vectors")
            .Select(finding => $"{finding.Subject} {finding.Text}");
        return $"Made by version {version.Replace("+", ", commit ", StringComparison.Ordinal)}, "
            + $"on {host.Time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; "
            + $"{string.Join("; ", machine)}. Seconds are of a machine that other work shared.";
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(file, text, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--write: {file} can't be written: {error.Message} Name a file in a folder that exists and has room.",
                SweepErrorKind.Environment,
                error);
        }
    }
}
