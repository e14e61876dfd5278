using SweepCluster.Testing.Requirements;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos are stopped in order.</summary>
public sealed class StoppedSilosTests : DisturbedSweepTests
{
    [PostgresFact]
    public async Task Silos_StoppedInOrder_LeaveTheRestToTheOthers()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));
        await run.WaitForAsync(ended: 20);

        (await run.Silos.Alive[0].StopAsync()).ShouldBe(0);
        (await run.Silos.Alive[1].StopAsync()).ShouldBe(0);

        await run.ShouldEndAsUndisturbedAsync(trials: 150);
    }
}
