using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Model;

namespace SweepCluster.Api.Security;

/// <summary>Cuts a long answer, such as a watch, when its key has been revoked meanwhile.</summary>
internal sealed class KeyRecheck(KeyRing keys, TimeProvider time)
{
    /// <summary>Interval at which the key is checked.</summary>
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
            // A cut shows the client that the answer is incomplete.
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
            // A key file that can't be trusted admits no request.
            revoked.Cancel();
        }
    }
}
