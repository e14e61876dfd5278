using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep compare A B</c>: several sweeps in one leaderboard, and what their specs differ in.</summary>
internal static class CompareCommand
{
    private const int DefaultRows = 20;

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "The sweeps, two or more: ids that `./sweep ls` lists, or names for their newest.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = new Option<int>("--top") { Description = "Maximum rows.", HelpName = "N", DefaultValueFactory = _ => DefaultRows };
        var command = new Command("compare", "Compare sweeps: what their specs differ in, and one leaderboard over all of them.")
        {
            ids, top,
        };
        command.ReadResults(host, options, (scope, parsed) => CompareAsync(scope, parsed.GetRequiredValue(ids), parsed.GetValue(top)));
        return command;
    }

    private static async Task<int> CompareAsync(CommandScope scope, string[] ids, int top)
    {
        if (top < 1)
            throw new SweepException($"--top: {top} is not possible. Give a number of rows, 1 or more.");
        var sweeps = new List<ComparedSweep>();
        foreach (var id in ids)
        {
            var sweep = Sweep.Read(await scope.FindAsync(id));
            if (sweeps.Any(other => other.Id == sweep.Id))
                throw new SweepException($"compare: {sweep.Id} is named twice. Name different sweeps; `./sweep ls` lists them.");
            var leaders = await scope.Store.ReadLeadersAsync(sweep.Id, sweep.Spec.Objective.Goal, top, scope.Cancellation);
            sweeps.Add(new(sweep.Id, sweep.Spec, leaders));
        }

        if (sweeps.Count < 2)
            throw new SweepException($"compare: {ids[0]} alone can't be compared. Name two sweeps or more; `./sweep ls` lists them.");
        var differences = SpecDifference.Find([.. sweeps.Select(sweep => sweep.Spec.Text)]);
        if (scope.Settings.Json)
            Print(scope, sweeps, differences, top);
        else
            Write(scope, sweeps, differences, top);
        return ExitCodes.Done;
    }

    // Figures of different metrics have no common order.
    private static IEnumerable<IReadOnlyList<ComparedSweep>> ByObjective(IEnumerable<ComparedSweep> sweeps) => sweeps
        .GroupBy(sweep => (sweep.Spec.Objective.Metric, sweep.Spec.Objective.Goal, sweep.Spec.Kind))
        .Select(group => (IReadOnlyList<ComparedSweep>)[.. group]);

    private static void Write(
        CommandScope scope, List<ComparedSweep> sweeps, IReadOnlyList<SpecDifference> differences, int top)
    {
        var lines = new List<string>(ComparisonText.Differences([.. sweeps.Select(sweep => sweep.Id)], differences, scope.Width));
        foreach (var group in ByObjective(sweeps))
        {
            var rows = CombinedLeaderboard.Build(group).Take(top).ToList();
            lines.Add("");
            if (group.Count < sweeps.Count)
                lines.Add($"{string.Join(", ", group.Select(sweep => sweep.Id))}, {ComparisonText.Objective(group[0].Spec.Objective)}:");
            if (rows.Count == 0)
            {
                lines.Add("No trial has an objective yet.");
                continue;
            }

            lines.AddRange(ComparisonText.Leaderboard(group[0].Spec, rows, scope.Width));
            if (!scope.Settings.Quiet && group.Count > 1)
            {
                var notes = ComparisonText.Notes([.. group.Select(sweep => sweep.Spec)], rows);
                lines.AddRange(notes.SelectMany(note => Wrapped.Lines(note, scope.Width)).Prepend(""));
            }
        }

        foreach (var line in lines)
            scope.Output.WriteLine(line);
    }

    private static void Print(
        CommandScope scope, IReadOnlyList<ComparedSweep> sweeps, IReadOnlyList<SpecDifference> differences, int top)
    {
        foreach (var difference in differences)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("difference", difference.Path);
                json.WriteStartObject("values");
                foreach (var (sweep, value) in sweeps.Zip(difference.Values))
                    json.WriteString(sweep.Id, value);
                json.WriteEndObject();
            }));
        }

        foreach (var row in ByObjective(sweeps).SelectMany(group => CombinedLeaderboard.Build(group).Take(top)))
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("sweep", row.SweepId);
                JsonRecords.Row(json, row.Row);
            }));
        }
    }
}
