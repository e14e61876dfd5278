using Microsoft.AspNetCore.Http;

namespace SweepCluster.Api.Http;

/// <summary>Answers HEAD like GET, with the same status and headers. The web server leaves out the body.</summary>
internal static class HeadRequests
{
    private static readonly object Mark = new();

    /// <summary>The same request, with GET instead of HEAD.</summary>
    public static HttpContext AsGet(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[Mark] = true;
            context.Request.Method = HttpMethods.Get;
        }

        return context;
    }

    /// <summary>Whether the request was HEAD.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(Mark);
}
