using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Claims;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep claims ID</c>: the verdicts on the claims of a sweep's spec.</summary>
internal static class ClaimsCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var command = new Command("claims", "Decide the claims of a sweep's spec from its results; see docs/claims.md.") { id };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            var spec = Sweep.Read(sweep).Spec;
            var decisions = await RecordedClaims.DecideAsync(scope.Store, sweep, spec, scope.Cancellation);
            if (scope.Settings.Json)
            {
                foreach (var decision in decisions)
                    scope.Output.WriteLine(JsonLine.Object(json => JsonClaims.Decision(json, decision)));
                return ExitCodes.Done;
            }

            var lines = decisions.Count == 0
                ? [$"The spec of {sweep.Id} has no claims. docs/claims.md describes how to state them."]
                : ClaimText.Lines(decisions, scope.Width);
            foreach (var line in lines.Concat(ClaimText.Untested(spec, scope.Width)))
                scope.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }
}
