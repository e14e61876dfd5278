using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Server;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoints of probes: they need no key and contain nothing about sweeps.</summary>
internal static class HealthEndpoints
{
    /// <summary>Answers only <c>/health</c> on the port for probes.</summary>
    public static Task KeepApartAsync(HttpContext context, int port, RequestDelegate next)
    {
        if (context.Connection.LocalPort != port || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public static void Map(IEndpointRouteBuilder app, IResultReader store, ServerState state)
    {
        var health = app.MapGroup("/health").AllowAnonymous().DisableRateLimiting().WithTags("Health");
        health.MapGet("/live", () => TypedResults.Text("live")).WithName("getLive").WithSummary("Whether the process answers")
            .WithDescription("Checks this process alone, so that a probe never restarts it because of another one's failure.");
        health.MapGet("/ready", async (CancellationToken cancellation) =>
        {
            if (state.IsDraining)
                return (IResult)Problems.Stopping();
            // Whether the sweep exists doesn't matter, only that the store responds.
            await store.FindSweepAsync("-", cancellation);
            return TypedResults.Text("ready");
        })
            .WithName("getReady")
            .WithSummary("Whether the server takes work")
            .WithDescription("503 while it stops, or while the results store doesn't answer.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }
}
