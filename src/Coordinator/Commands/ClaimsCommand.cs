using System.CommandLine;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Rendering;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep claims ID</c>: what a sweep's results say about the claims of its spec.</summary>
internal static class ClaimsCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var command = new Command("claims", "Decide the claims of a sweep's spec by its results; see docs/claims.md.") { id };
        command.Act(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            var spec = SweepLookup.Spec(sweep);
            var decisions = await DecideAsync(scope, sweep.Id, spec);
            if (scope.Settings.Json)
            {
                foreach (var decision in decisions)
                    scope.Output.WriteLine(JsonLine.Object(json => JsonClaims.Decision(json, decision)));
                return ExitCodes.Done;
            }

            var lines = decisions.Count == 0
                ? [$"The spec of {sweep.Id} claims nothing. docs/claims.md says how to state claims."]
                : ClaimText.Lines(decisions, scope.Width);
            foreach (var line in lines)
                scope.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Decides the claims of a spec by the recorded trials of a sweep.</summary>
    internal static async Task<IReadOnlyList<ClaimDecision>> DecideAsync(CommandScope scope, string sweepId, SweepSpec spec)
    {
        if (spec.Claims.Count == 0)
            return [];
        var trials = new List<TrialRecord>();
        await foreach (var trial in scope.Store.ReadTrialsAsync(sweepId, scope.Cancellation))
            trials.Add(trial);
        var epochs = new List<EpochRecord>();
        // All epochs of a large sweep are many; only some claims need them.
        if (spec.Claims.Any(claim => claim.Epoch is not null))
        {
            await foreach (var epoch in scope.Store.ReadEpochsAsync(sweepId, trial: null, scope.Cancellation))
                epochs.Add(epoch);
        }

        return ClaimTable.Decide(spec, trials, epochs);
    }
}
