using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>What <c>docker compose up</c> would start, without containers: PostgreSQL, silos, API, Prometheus and the sweep.</summary>
public sealed class ComposeTests
{
    [PostgresFact]
    public async Task Services_OfTheComposeFile_FillTheLeaderboardOfPrometheus()
    {
        Requirement.SkipWithout(Requirement.Prometheus);
        await using var services = new ComposedServices();
        await services.StartAsync();
        services.Targets.Count.ShouldBe(2);
        using var prometheus = new PrometheusServer(services.Targets);

        services.Submit();

        await prometheus.QueryUntilItPassesAsync(
            "sweepcluster_leaderboard_objective{sweep='demo-1'}",
            places =>
            {
                places.Select(place => place.Labels["rank"]).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3, services.Log);
                places.ShouldAllBe(place => place.Value > 0 && place.Value <= 1);
            },
            TestContext.Current.CancellationToken);
        await prometheus.QueryUntilItPassesAsync(
            "sum(sweepcluster_slots)", slots => slots.ShouldHaveSingleItem().Value.ShouldBe(4), TestContext.Current.CancellationToken);
    }
}
