using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The trials with the best objectives, whose checkpoints are worth keeping.</summary>
internal static class BestTrials
{
    /// <summary>The names of their checkpoint folders; ties by the trial's index.</summary>
    /// <param name="count">Maximum number of trials.</param>
    public static async Task<HashSet<string>> FoldersAsync(CommandScope scope, SweepRecord sweep, int count)
    {
        var sign = Sweep.Read(sweep).Spec.Objective.Goal == Goal.Minimize ? 1 : -1;
        var trials = await scope.Store.ReadTrialsAsync(sweep.Id, scope.Cancellation)
            .Where(trial => trial is { HasResult: true, Objective: not null })
            .ToListAsync(scope.Cancellation);
        return [.. trials.OrderBy(trial => sign * trial.Objective!.Value)
            .ThenBy(trial => trial.Trial)
            .Take(count)
            .Select(trial => $"{trial.Trial}")];
    }
}
