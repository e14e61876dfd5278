using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SweepCluster.Api.Http;

namespace SweepCluster.Api.Dashboard;

/// <summary>The dashboard's pages and files. They need no key, because they contain no data of sweeps: their script requests the data from
/// the API, with the key that its user enters. See <c>docs/adr/0013-dashboard.md</c>.</summary>
internal static class DashboardEndpoints
{
    /// <summary>The content security policy: scripts and styles of this server alone; requests to it alone; no frames. Charts set styles on
    /// their own elements.</summary>
    public const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
        + "img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string ForEver = "public, max-age=31536000, immutable";

    private static readonly string[] Pages = ["/", "/cluster", "/sweeps/{id}", "/sweeps/{id}/trials/{n:long}"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var dashboard = app.MapGroup("").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        foreach (var page in Pages)
            dashboard.MapGet(page, ShowAsync);
        dashboard.MapGet("/assets/{version}/{**path}", SendAsync);
    }

    private static Task ShowAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // A newer version of the program has other assets.
        headers[HeaderNames.CacheControl] = "no-cache";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(DashboardAssets.OfThisBuild.Page, Encoding.UTF8, context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, string version, string path)
    {
        var assets = DashboardAssets.OfThisBuild;
        if (version != assets.Version || assets.Find(path) is not { } asset)
        {
            await Problems.FromStatus(StatusCodes.Status404NotFound).ExecuteAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.CacheControl] = ForEver;
        headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        var isCompressed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isCompressed)
            headers[HeaderNames.ContentEncoding] = "gzip";
        var body = isCompressed ? asset.Compressed : asset.Plain;
        context.Response.ContentType = asset.Type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
