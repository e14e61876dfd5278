using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Model;

namespace SweepCluster.Api.Security;

/// <summary>Cuts an answer that goes on for long, such as a watch, when its key has been revoked meanwhile.</summary>
internal sealed class KeyRecheck(KeyRing keys, TimeProvider time)
{
    /// <summary>Time between two looks at the key.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            await next(context);
            return;
        }

        var (key, aborted) = (KeyAuthentication.KeyOf(context), context.RequestAborted);
        using var revoked = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var looking = time.CreateTimer(_ => CancelIfRevoked(key, revoked), null, Interval, Interval);
        context.RequestAborted = revoked.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (revoked.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            // A cut tells the client that this is not the whole.
            if (context.Response.HasStarted)
                context.Abort();
            else
                await context.ChallengeAsync(KeyAuthentication.SchemeName);
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    private void CancelIfRevoked(StoredKey? key, CancellationTokenSource revoked)
    {
        try
        {
            if (!keys.Admits(key))
                revoked.Cancel();
        }
        catch (SweepException)
        {
            // A key file that can't be trusted lets nobody in.
            revoked.Cancel();
        }
    }
}
