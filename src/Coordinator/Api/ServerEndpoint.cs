using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Coordinator.Security;
using SweepCluster.Coordinator.Wire;

namespace SweepCluster.Coordinator.Api;

/// <summary>What a client may ask of the server itself.</summary>
internal static class ServerEndpoint
{
    private static readonly string Version = typeof(ServerEndpoint).Assembly.GetName().Version?.ToString(3) ?? "";

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/server", (ClaimsPrincipal user) => TypedResults.Ok(Answer(user))).RequireAuthorization(KeyScope.Read.Name()).WithName("getServer")
            .WithTags("Server").WithSummary("Who answers").WithDescription("The server's version, and what the client's key is called and allows.");

    private static ServerMessage Answer(ClaimsPrincipal user)
    {
        var name = user.FindFirstValue(ClaimTypes.Name);
        return new("SweepCluster", Version, name == AuditEntry.Local ? null : name, user.FindFirstValue(KeyAuthentication.ScopeClaim)!);
    }
}
