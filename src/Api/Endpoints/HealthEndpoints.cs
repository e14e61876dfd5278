using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Server;
using SweepCluster.Model;

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

    public static void Map(IEndpointRouteBuilder app, ApiBackend backend, ServerState state, CheckpointState checkpoints)
    {
        var health = app.MapGroup("/health").AllowAnonymous().DisableRateLimiting().WithTags("Health");
        health.MapGet("/live", () => TypedResults.Text("live")).WithName("getLive").WithSummary("Whether the process answers")
            .WithDescription("Checks this process alone, so that a probe never restarts it because of another one's failure.");
        health.MapGet("/ready", async (CancellationToken cancellation) =>
        {
            if (state.IsDraining)
                return (IResult)Problems.Stopping();
            // Whether there is such a sweep doesn't matter, only that the store answers.
            await backend.Store.FindSweepAsync("-", cancellation);
            if (backend.Obstacle() is { } obstacle)
                return Problems.NotReady(obstacle);
            return await checkpoints.ProblemAsync(cancellation) is { } problem
                ? Problems.Create(new SweepException(problem, SweepErrorKind.Environment))
                : TypedResults.Text("ready");
        })
            .WithName("getReady")
            .WithSummary("Whether it takes work")
            .WithDescription(
                "503 while it stops, while the results store doesn't answer, no silo can be reached, or checkpoints can't be used.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }
}
