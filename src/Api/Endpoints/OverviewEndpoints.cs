using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoints about the server as a whole.</summary>
internal sealed class OverviewEndpoints(ApiBackend backend, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Overview _overview = new(backend);

    /// <param name="sweep">The routes of one existing sweep.</param>
    public void Map(RouteGroupBuilder api, RouteGroupBuilder sweep)
    {
        sweep.MapGet("/summary", SummaryAsync).WithName("getSummary").WithSummary("A sweep in short")
            .WithDescription("The fields of a list: `description`, `status`, `trials` in all, `counts` by state, `metric`, "
                + "`maximize` and the `best` configuration's mean.");
        var server = api.MapGroup("").RequireAuthorization(KeyScope.Read.Name()).WithTags("Server");
        server.MapGet("/slots", SlotsAsync).WithName("listSlots").WithSummary("The training slots")
            .WithDescription("The slots of this server's process, or of the silos it serves, and the trials on them. "
                + "Slots of other processes are not included.");
        server.MapGet("/watch", WatchAsync).WithName("watchServer").WithSummary("Follow everything")
            .WithDescription("Server-sent events: `overview`, when something changed, at most once a second, "
                + $"with the newest {Overview.MaxSweeps} sweeps and the slots. The stream ends when the server stops.")
            .Produces<OverviewMessage>(StatusCodes.Status200OK, EventStream.ContentType);
    }

    private async Task<Ok<SweepSummary>> SummaryAsync(string id, CancellationToken cancellation) =>
        TypedResults.Ok(await _overview.SummaryAsync(
            await backend.Store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago."),
            cancellation));

    private async Task<Ok<IReadOnlyList<SlotMessage>>> SlotsAsync(CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<SlotMessage>>([.. (await backend.Slots(cancellation)).Select(SlotMessage.From)]);

    private async Task WatchAsync(HttpContext context, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        try
        {
            // Read before the answer begins, so that a failure becomes a problem.
            var overview = await _overview.ReadAsync(stop.Token);
            await SendAsync(new(context), overview, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // The client reconnects, and receives the failure as a problem then.
            context.Abort();
        }
    }

    private async Task SendAsync(EventStream stream, OverviewMessage overview, CancellationToken cancellation)
    {
        if (stream.IsHeadersOnly)
            return;
        string? sent = null;
        var sentAt = time.GetTimestamp();
        for (var number = 1L; ; overview = await _overview.ReadAsync(cancellation))
        {
            var json = JsonSerializer.Serialize(overview, WireJson.Instance.OverviewMessage);
            if (json != sent)
            {
                await stream.SendAsync("overview", json, number++, cancellation);
                (sent, sentAt) = (json, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(sentAt) >= EventStream.KeepAlive)
            {
                await stream.SendCommentAsync(cancellation);
                sentAt = time.GetTimestamp();
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }
}
