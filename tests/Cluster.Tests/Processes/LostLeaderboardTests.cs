using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>The silo that hosts the leaderboard is killed while the leaderboard is read.</summary>
public sealed class LostLeaderboardTests : DisturbedSweepTests
{
    [PostgresFact]
    public async Task Leaderboard_ReadThroughAClientWhileItsSiloIsKilled_GoesOn()
    {
        await using var run = await StartAsync(Spec(configurations: 20, seeds: 5, epochs: 10));
        await run.WaitForAsync(ended: 5);
        var shown = await ReadAsync(run, "a trial that runs beside results", leaders => CountOf(leaders, TrialState.Running) > 0);
        CountOf(shown, TrialState.Succeeded).ShouldBeGreaterThan(0);
        var host = await run.FindHostAsync(run.Grains.GetGrain<ILeaderboardGrain>(run.Id));

        run.Silos.Kill(host);
        var ended = CountOf(await run.Results.ReadLeadersAsync(run.Id, Goal.Maximize, 20, Cancellation), TrialState.Succeeded);

        await ReadAsync(run, "results that came after the silo's death", leaders => CountOf(leaders, TrialState.Succeeded) > ended);
        var next = await run.FindHostAsync(run.Grains.GetGrain<ILeaderboardGrain>(run.Id));
        next.Id.ShouldNotBe(host.Id);
        await run.ShouldEndAsUndisturbedAsync(trials: 100);
        await ReadAsync(run, "all results", leaders => CountOf(leaders, TrialState.Succeeded) == 100);
    }

    private static Task<IReadOnlyList<ConfigurationTrials>> ReadAsync(
        Run run, string awaited, Predicate<IReadOnlyList<ConfigurationTrials>> isMet) => Eventually.ReadAsync(
        awaited,
        () => run.Results.ReadLeadersAsync(run.Id, Goal.Maximize, 20, Cancellation),
        leaders => isMet(leaders),
        leaders => $"{CountOf(leaders, TrialState.Running)} running and {CountOf(leaders, TrialState.Succeeded)} succeeded trials");

    private static int CountOf(IReadOnlyList<ConfigurationTrials> leaders, TrialState state) =>
        leaders.Sum(configuration => configuration.Trials.Count(trial => trial.State == state));
}
