using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Claims;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary>The results of a comparison.</summary>
/// <param name="Sweep">The sweep of the comparison; null if it hasn't been run.</param>
/// <param name="Trials">Number of trials that succeeded.</param>
internal sealed record ComparisonResults(
    Comparison Comparison,
    SweepRecord? Sweep,
    IReadOnlyList<TrialRecord> Trials,
    IReadOnlyList<LeaderboardRow> Rows,
    IReadOnlyList<PublishedComparison> Published,
    IReadOnlyList<ClaimDecision> Claims)
{
    /// <summary>Number of seeds that every configuration has.</summary>
    public int Seeds => Rows.Count == 0 ? 0 : Rows.Min(row => row.Seeds.Succeeded);

    public static async Task<ComparisonResults> ReadAsync(CommandScope scope, Comparison comparison)
    {
        var spec = comparison.Spec;
        if (await new NotebookSweeps(scope).FindAsync(spec) is not { } sweep)
            return new(comparison, null, [], [], [], []);
        var trials = new List<TrialRecord>();
        await foreach (var trial in scope.Store.ReadTrialsAsync(sweep.Id, scope.Cancellation))
            trials.Add(trial);

        var rows = trials.GroupBy(trial => trial.Configuration)
            .Select(group => new Contracts.Ports.ConfigurationTrials(group.Key, [.. group.OrderBy(trial => trial.SeedIndex)]))
            .ToArray();
        return new(
            comparison, sweep, [.. trials.Where(trial => trial.HasResult)],
            [.. LeaderboardTable.Build(spec, rows).OrderBy(row => row.Configuration)],
            PublishedTable.Compare(
                spec, trials, await NamedEpochs.ReadPublishedAsync(scope.Store, sweep.Id, spec, scope.Cancellation)),
            await RecordedClaims.DecideAsync(scope.Store, sweep, spec, scope.Cancellation));
    }
}
