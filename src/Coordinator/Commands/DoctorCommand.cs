using System.CommandLine;
using SweepCluster.Coordinator.Doctor;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep doctor</c>: a check of this machine, with its capabilities and problems.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var command = new Command("doctor", "Check cores, vector instructions, packages, data sets and the results store.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = options.Read(parsed);
            Finding[] findings =
            [
                .. MachineCheck.Findings(),
                .. StorageCheck.Datasets(settings, cancellation),
                .. settings.Cluster is { } cluster
                    ? await ClusterCheck.FindingsAsync(cluster, host.Time, cancellation)
                    : await StorageCheck.ResultsAsync(host, settings, cancellation),
            ];
            var lines = settings.Json ? findings.Select(Json) : findings.SelectMany(finding => Lines(finding, host.Terminal.Width));
            foreach (var line in lines)
                await parsed.InvocationConfiguration.Output.WriteLineAsync(line);
            return findings.Any(finding => finding.IsProblem) ? ExitCodes.InternalError : ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines(Finding finding, int width) =>
        Fact.Lines(finding.Subject, (finding.IsProblem ? "PROBLEM: " : "") + finding.Text, width)
            .Concat(finding.Remedy.Length == 0 ? [] : Fact.Lines("", finding.Remedy, width));

    private static string Json(Finding finding) => JsonLine.Object(json =>
    {
        json.WriteString("subject", finding.Subject);
        json.WriteString("finding", finding.Text);
        json.WriteString("remedy", finding.Remedy);
        json.WriteBoolean("problem", finding.IsProblem);
    });
}
