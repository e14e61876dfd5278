using System.Net;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>The database is stopped, and silos are killed.</summary>
public sealed class RestartedDatabaseTests : DisturbedSweepTests
{
    [PostgresFact]
    public async Task Database_RestartedTwiceAndSilosKilled_EndsWithExactlyTheGridAndTheSameBits()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));

        for (var round = 1; round <= 2; round++)
        {
            await run.WaitForAsync(ended: round * 50);
            Server.StopAtOnce();
            await run.Silos.Alive[0].WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
            Server.Start();
            run.Silos.Kill(run.Silos.Alive[0]);
            await run.Silos.StartAsync();
        }

        await run.ShouldEndAsUndisturbedAsync(trials: 150);
    }
}
