using Microsoft.AspNetCore.Http;

namespace SweepCluster.Api.Http;

/// <summary>Sets headers of every answer: browsers must use the stated content type, and cache nothing but the files of the dashboard,
/// which set their own header.</summary>
internal static class AnswerHeaders
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.CacheControl.Count == 0 || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
