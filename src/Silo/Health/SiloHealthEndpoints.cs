using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SweepCluster.Silo.Health;

/// <summary>Maps <c>/health/live</c>, which checks this process alone, so that a lost database doesn't restart every silo; and
/// <c>/health/ready</c>, which also checks the cluster and the store.</summary>
internal static class SiloHealthEndpoints
{
    /// <param name="clusterId">Sent in a header of the answer, so that a prober sees which cluster's silo answers.</param>
    public static void MapHealth(this IEndpointRouteBuilder routes, string clusterId)
    {
        routes.MapGet("/health/live", () => Results.Text("live\n"));
        routes.MapGet("/health/ready", async (HttpContext context, SiloReadiness readiness, CancellationToken cancellation) =>
        {
            context.Response.Headers["Sweep-Cluster"] = Uri.EscapeDataString(clusterId);
            return await readiness.ProblemAsync(cancellation) is { } problem
                ? Results.Text($"not ready: {problem}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready\n");
        });
    }

    /// <summary>Maps <c>/metrics</c> on the port of the probes, which only the cluster's own network should reach.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes, SiloMetrics metrics) =>
        routes.MapGet("/metrics", (HttpContext context) => metrics.WriteAsync(context));
}
