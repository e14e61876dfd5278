using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep ls</c>: the recorded sweeps, oldest first.</summary>
internal static class ListCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var tags = new Option<string[]>("--tag") { Description = "Only sweeps with this tag, or with all of these.", HelpName = "TAG" };
        var search = new Option<string?>("--search")
        {
            Description = "Only sweeps with this text in their id, description, tags or data set.",
            HelpName = "TEXT",
        };
        var command = new Command("ls", "List the sweeps.") { tags, search };
        command.ReadResults(
            host, options, (scope, parsed) => ListAsync(scope, new(parsed.GetValue(tags) ?? [], parsed.GetValue(search) ?? "")));
        return command;
    }

    private static async Task<int> ListAsync(CommandScope scope, SweepFilter filter)
    {
        // Failures are the last to go: they are what the list is read for.
        var table = new TextTable(
            new("id"), new("status", ShrinksTo: 8), new("trials", Right: true), new("failed", Right: true, DropOrder: 4),
            new("diverged", Right: true, DropOrder: 3), new("time", Right: true, DropOrder: 2), new("created", DropOrder: 1));
        var notes = new List<string>();
        foreach (var sweep in await scope.Store.ListSweepsAsync(scope.Cancellation))
        {
            var isRead = SweepLookup.TryReadSpec(sweep, out var spec, out var problem);
            if (!filter.Includes(sweep, spec))
                continue;
            if (!isRead)
                notes.Add(
                    $"{sweep.Id}: its spec can't be read by this version. Why: ./sweep show {sweep.Id}{scope.Settings.ClusterOption}");
            var counts = await scope.Store.CountTrialsAsync(sweep.Id, scope.Cancellation);
            var trials = SweepText.Trials(sweep, spec);
            var process = await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation);
            if (scope.Settings.Json)
                Print(scope, sweep, spec, process, trials, counts, problem);
            else
                table.Add(
                    sweep.Id, Status(sweep, process), $"{FigureText.Count(SweepText.Ended(counts))}/{FigureText.Count(trials)}",
                    FigureText.Count(counts.GetValueOrDefault(TrialState.Failed)),
                    FigureText.Count(counts.GetValueOrDefault(TrialState.Diverged)),
                    FigureText.Duration(TimeSpan.FromSeconds(sweep.RunSeconds)), FigureText.Moment(sweep.CreatedAt));
        }

        if (table.Count > 0)
        {
            foreach (var line in table.Lines(scope.Width).Concat(notes.SelectMany(note => Wrapped.Lines(note, scope.Width))))
                scope.Output.WriteLine(line);
        }
        else if (!scope.Settings.Json && !filter.IsEmpty)
        {
            scope.Output.WriteLine($"No sweep has {filter}. All sweeps: ./sweep ls{scope.Settings.ClusterOption}");
        }
        else if (!scope.Settings.Json)
        {
            scope.Output.WriteLine($"No sweep yet in {scope.Settings.Cluster?.ToString() ?? scope.Settings.Home}. "
                + $"Start one with: ./sweep run sweeps/quickstart.yaml{scope.Settings.ClusterOption}");
        }

        return ExitCodes.Done;
    }

    /// <summary>The sweep's status in words: a running sweep without a process is interrupted.</summary>
    internal static string Status(SweepRecord sweep, int? process) => sweep.Status switch
    {
        SweepStatus.Running => process is null ? "interrupted" : $"running (process {process})",
        var status => status.ToString().ToLowerInvariant(),
    };

    private static void Print(
        CommandScope scope, SweepRecord sweep, SweepSpec? spec, int? process, long trials, IReadOnlyDictionary<TrialState, long> counts,
        string problem) =>
        scope.Output.WriteLine(JsonLine.Object(json =>
        {
            JsonRecords.Sweep(json, sweep);
            json.WriteNumber("trials", trials);
            JsonRecords.Counts(json, counts);
            json.Count("process", process);
            JsonRecords.Tags(json, spec);
            JsonRecords.SpecProblem(json, problem);
        }));
}
