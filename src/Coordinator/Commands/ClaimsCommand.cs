using System.CommandLine;
using SweepCluster.Contracts.Ports;
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
        command.Read(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            var spec = SweepLookup.Spec(sweep);
            var decisions = await DecideAsync(scope.Store, sweep.Id, spec, scope.Cancellation);
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
    internal static async Task<IReadOnlyList<ClaimDecision>> DecideAsync(IResultStore store, string sweepId, SweepSpec spec, CancellationToken cancellation)
    {
        if (spec.Claims.Count == 0)
            return [];
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweepId, cancellation))
        {
            if (trial.HasResult)
                trials.Add(Figures(trial));
        }

        var epochs = new List<EpochRecord>();
        // All epochs of a large sweep are many; only some claims need them, and of those only one each.
        var named = spec.Claims.Select(claim => claim.Epoch).OfType<int>().ToHashSet();
        if (named.Count > 0)
        {
            await foreach (var epoch in store.ReadEpochsAsync(sweepId, trial: null, cancellation))
            {
                if (named.Contains(epoch.Report.Epoch))
                    epochs.Add(epoch);
            }
        }

        return ClaimTable.Decide(spec, trials, epochs);
    }

    /// <summary>A trial without what no comparison asks for, and what is large: its curve, its hash.</summary>
    internal static TrialRecord Figures(TrialRecord trial) =>
        trial with { Last = null, Reason = "", Final = trial.Final is { } final ? final with { WeightsHash = "", Range = null } : null };
}
