using Microsoft.AspNetCore.Http;
using SweepCluster.Silo.Health;

namespace SweepCluster.Cluster.Tests;

/// <summary>Requests to the port of a silo's probes, by the host names that they use.</summary>
public sealed class HostGuardTests
{
    [Theory]
    [InlineData("localhost:8081", null, true)]
    [InlineData("LOCALHOST", null, true)]
    [InlineData("127.0.0.1:8081", null, true)]
    [InlineData("[::1]:8081", null, true)]
    [InlineData("10.1.2.3:8081", null, true)]
    [InlineData("silo-1.silos", null, true)]
    [InlineData("", null, true)]
    [InlineData("evil.example:8081", null, false)]
    [InlineData("localhost.evil.example", null, false)]
    [InlineData("127.0.0.1.evil.example", null, false)]
    [InlineData("localhost:8081", "http://localhost:8081", true)]
    [InlineData("localhost:8081", "http://localhost:3000", false)]
    [InlineData("127.0.0.1:8081", "https://evil.example", false)]
    [InlineData("127.0.0.1:8081", "null", false)]
    public async Task Request_WithAHostAndAnOrigin_IsTakenFromThisMachineAlone(string host, string? origin, bool isTaken)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Host = new(host);
        if (origin is not null)
            context.Request.Headers.Origin = origin;

        await ShouldBeTakenAsync(context, isTaken);
    }

    [Fact]
    public async Task Request_OfAPageOfAnotherSite_IsRefused()
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new("127.0.0.1", 8081);
        context.Request.Headers["Sec-Fetch-Site"] = "cross-site";

        await ShouldBeTakenAsync(context, isTaken: false);
    }

    [Fact]
    public async Task Request_ByTheNameOfThisMachine_IsTaken()
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new(Environment.MachineName, 8081);

        await ShouldBeTakenAsync(context, isTaken: true);
    }

    private static async Task ShouldBeTakenAsync(DefaultHttpContext context, bool isTaken)
    {
        var wasTaken = false;
        await new HostGuard("silo-1.silos, other").InvokeAsync(context, _ =>
        {
            wasTaken = true;
            return Task.CompletedTask;
        });

        wasTaken.ShouldBe(isTaken);
        context.Response.StatusCode.ShouldBe(isTaken ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden);
    }
}
