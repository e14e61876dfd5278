using SweepCluster.Model.Trials;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos are killed at random.</summary>
public sealed class KilledSilosTests : DisturbedSweepTests
{
    [PostgresFact]
    public async Task Silos_KilledAtRandom_EndWithExactlyTheGridAndTheSameBits()
    {
        const int kills = 20;
        var chance = new Random(20);
        await using var run = await StartAsync(Spec(configurations: 100, seeds: 5, epochs: 15));
        var replacements = new Queue<Task>();

        for (var kill = 1; kill <= kills; kill++)
        {
            var before = await run.WaitForAsync(ended: kill * 500 / (kills + 2));
            before.ShouldBe(SweepStatus.Running, "every kill is to hit a running sweep");
            // The sweep continues meanwhile; a silo must be left to kill.
            while (run.Silos.Alive.Count < 2)
                await replacements.Dequeue();
            run.Silos.Kill(run.Silos.Alive[chance.Next(run.Silos.Alive.Count)]);
            replacements.Enqueue(run.Silos.StartAsync());
        }

        await Task.WhenAll(replacements);
        await run.ShouldEndAsUndisturbedAsync(trials: 500);
    }
}
