using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Runtime.Sessions;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Scheduling;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep verify ID</c>: takes every decision of a sweep's schedule again from its recorded results.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var command = new Command(
            "verify", "Take every decision of a sweep with stopping: again from its recorded results, and compare; see docs/search.md.")
        {
            id,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            return await VerifyAsync(scope, sweep, Sweep.Read(sweep).Spec);
        });
        return command;
    }

    private static async Task<int> VerifyAsync(CommandScope scope, SweepRecord sweep, SweepSpec spec)
    {
        if (SweepSchedulers.Start(spec, sweep.Configurations) is not { } start)
        {
            Write(scope, sweep, 0, null, null, $"{sweep.Id} trains every trial to its end: there are no decisions.");
            return ExitCodes.Done;
        }

        var records = await ScheduleReader.ReadAsync(scope.Store, sweep.Id, spec, scope.Cancellation);
        var (_, replayed) = ScheduleRecovery.Replay(start, records);
        var recorded = records.Decisions;
        // While a sweep runs, results that are newer than the decisions read above lead to further ones.
        var missing = sweep.Status == SweepStatus.Running ? null : replayed.Skip(recorded.Count).FirstOrDefault();
        var different = ScheduleRecovery.FirstDifference(replayed, recorded);
        if (different is null && missing is null)
        {
            Write(scope, sweep, recorded.Count, null, null, $"{FigureText.Plural(recorded.Count, "decision")}, all the same.");
            return ExitCodes.Done;
        }

        var again = different is null ? missing : replayed.FirstOrDefault(decision => decision.Number == different.Number);
        Write(
            scope, sweep, recorded.Count, different, again,
            $"Decision {(different ?? again)!.Number} differs.",
            $"Recorded:    {(different is null ? "none" : ScheduleRecovery.Text(different))}",
            $"Taken again: {(again is null ? "none" : ScheduleRecovery.Text(again))}");
        return ExitCodes.InternalError;
    }

    private static void Write(
        CommandScope scope, SweepRecord sweep, int decisions, DecisionRecord? recorded, DecisionRecord? again, params string[] lines)
    {
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("id", sweep.Id);
                json.WriteNumber("decisions", decisions);
                json.WriteBoolean("same", recorded is null && again is null);
                json.WriteString("recorded", recorded is null ? null : ScheduleRecovery.Text(recorded));
                json.WriteString("taken_again", again is null ? null : ScheduleRecovery.Text(again));
            }));
            return;
        }

        foreach (var line in lines)
            scope.Output.WriteLine(TerminalText.Line(line));
    }
}
