using SweepCluster.Testing.Requirements;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>The silo that runs the sweep is frozen.</summary>
public sealed class FrozenCoordinatorTests : DisturbedSweepTests
{
    [PostgresFact]
    public async Task Coordinator_FrozenWhileItRunsTheSweep_IsFollowedByAnotherAndWritesNoMore()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));
        await run.WaitForAsync(ended: 10);
        var coordinator = await run.FindCoordinatorAsync();
        var frozen = run.Silos.Alive.Single(silo => silo.Id == coordinator);

        frozen.Signal("STOP");
        var ended = await run.ShouldEndAsUndisturbedAsync(trials: 150);
        frozen.Signal("CONT");

        // It learns that it was declared dead, and ends.
        await frozen.EndAsync();
        (await run.RecordAsync()).ShouldBe(ended);
    }
}
