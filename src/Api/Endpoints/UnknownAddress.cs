using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Security;

namespace SweepCluster.Api.Endpoints;

/// <summary>Answers requests that match no route: 404 if there is no such address, 405 or 415 if the address takes another method or
/// content type. A key of any scope gets that answer; below <c>/api</c> a key is needed for it.</summary>
internal static class UnknownAddress
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is RouteEndpoint)
            return next(context);
        var isApi = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        if (isApi && context.User.Identity is not { IsAuthenticated: true })
            return context.ChallengeAsync(KeyAuthentication.SchemeName);
        if (endpoint?.RequestDelegate is { } answer)
            return answer(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
