using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SweepCluster.Contracts;
using SweepCluster.Coordinator.Wire;

namespace SweepCluster.Coordinator.Api;

/// <summary>A sweep's snapshots as server-sent events: <c>snapshot</c>, and last <c>end</c>, or <c>failure</c> with what stopped the
/// sweep. A stream that ends without either was cut, and is to be asked for again; it needs nothing of the one before.</summary>
internal sealed class WatchEndpoint(ApiBackend backend, ServerState state, TimeProvider time, CancellationToken stopping)
{
    public const string ContentType = "text/event-stream";

    /// <summary>After so long without a snapshot a comment tells proxies and the client that the connection lives.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task WatchAsync(HttpContext context, string id)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
        // Asks nginx not to gather the stream.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var body = context.Response.BodyWriter;
        var snapshots = backend.Service.WatchAsync(id, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = Task.FromResult(false);
        state.BeginWatch();
        try
        {
            for (var number = 1L; ; number++)
            {
                next = snapshots.MoveNextAsync().AsTask();
                await KeepAliveUntilAsync(next, body, stop.Token);
                if (!await next)
                    break;
                var message = SnapshotMessage.Of(snapshots.Current, backend.Store.ClaimHolder(id));
                await SendAsync(body, "snapshot", message, WireJson.Instance.SnapshotMessage, number, stop.Token);
            }

            await SendAsync(body, "end", null, WireJson.Instance.SnapshotMessage, null, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the server stops: the stream is cut.
            context.Abort();
        }
        catch (Exception failure) when (context.Response.HasStarted)
        {
            var problem = failure is SweepException known ? Problems.Of(known) : Problems.Internal();
            var details = problem.ProblemDetails;
            await SendAsync(
                body, "failure", new(details.Type, details.Title, details.Status, details.Detail), WireJson.Instance.ProblemMessage, null, stop.Token);
        }
        finally
        {
            // An enumerator can't be disposed while it moves.
            await stop.CancelAsync();
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await snapshots.DisposeAsync();
            state.EndWatch();
        }
    }

    private async Task KeepAliveUntilAsync(Task<bool> next, PipeWriter body, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await next.WaitAsync(KeepAlive, time, cancellation);
                return;
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                body.Write(": keep-alive\n\n"u8);
                await body.FlushAsync(cancellation);
            }
        }
    }

    private static async Task SendAsync<T>(
        PipeWriter body, string kind, T? data, JsonTypeInfo<T> type, long? number, CancellationToken cancellation)
        where T : class
    {
        var text = new StringBuilder($"event: {kind}\n");
        if (number is { } id)
            text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        text.Append("data: ").Append(data is null ? "{}" : JsonSerializer.Serialize(data, type)).Append("\n\n");
        body.Write(Encoding.UTF8.GetBytes(text.ToString()));
        await body.FlushAsync(cancellation);
    }
}
