using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SweepCluster.Api.Http;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;
using SweepCluster.Model;

namespace SweepCluster.Api.Endpoints;

/// <summary>Streams a sweep's snapshots as server-sent events: <c>snapshot</c>, and last <c>end</c>, or <c>failure</c> with the failure
/// that stopped the sweep. A stream that ends without either was cut; the client opens a new one, which does not depend on the old
/// one.</summary>
internal sealed class WatchEndpoint(ApiBackend backend, ServerState state, TimeProvider time, CancellationToken stopping)
{
    public async Task WatchAsync(HttpContext context, string id)
    {
        var stream = new EventStream(context);
        if (stream.IsHeadersOnly)
            return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var snapshots = backend.Service.WatchAsync(id, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = Task.FromResult(false);
        state.BeginWatch();
        try
        {
            for (var number = 1L; ; number++)
            {
                next = snapshots.MoveNextAsync().AsTask();
                await KeepAliveUntilAsync(next, stream, stop.Token);
                if (!await next)
                    break;
                var message = SnapshotMessage.FromSnapshot(snapshots.Current, await backend.Store.FindClaimHolderAsync(id, stop.Token));
                await stream.SendAsync(
                    "snapshot", JsonSerializer.Serialize(message, WireJson.Instance.SnapshotMessage), number, stop.Token);
            }

            await stream.SendAsync("end", "{}", null, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the server stops: the stream is cut.
            context.Abort();
        }
        catch (Exception failure) when (context.Response.HasStarted)
        {
            var problem = failure is SweepException known ? Problems.Create(known) : Problems.Internal();
            var details = problem.ProblemDetails;
            var message = new ProblemMessage(details.Type, details.Title, details.Status, details.Detail);
            await stream.SendAsync("failure", JsonSerializer.Serialize(message, WireJson.Instance.ProblemMessage), null, stop.Token);
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

    private async Task KeepAliveUntilAsync(Task<bool> next, EventStream stream, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await next.WaitAsync(EventStream.KeepAlive, time, cancellation);
                return;
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await stream.SendCommentAsync(cancellation);
            }
        }
    }
}
