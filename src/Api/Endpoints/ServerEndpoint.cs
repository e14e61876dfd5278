using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Security;
using SweepCluster.Client.Messages;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoint about the server itself.</summary>
internal static class ServerEndpoint
{
    private static readonly string Version = typeof(ServerEndpoint).Assembly.GetName().Version?.ToString(3) ?? "";

    public static void Map(RouteGroupBuilder api, string? only) =>
        api.MapGet("/server", (ClaimsPrincipal user) => TypedResults.Ok(Answer(user, only)))
            .RequireAuthorization(KeyScope.Read.Name())
            .WithName("getServer")
            .WithTags("Server").WithSummary("The server").WithDescription("The server's version, the name and scope of the client's key, "
                + "and the only sweep that may be changed here, where there is one.");

    private static ServerMessage Answer(ClaimsPrincipal user, string? only)
    {
        var name = user.FindFirstValue(ClaimTypes.Name);
        return new(
            "SweepCluster", Version, name == AuditEntry.Local ? null : name, user.FindFirstValue(KeyAuthentication.ScopeClaim)!, only);
    }
}
