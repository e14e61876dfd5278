using Microsoft.AspNetCore.Http;

namespace SweepCluster.Api.Http;

/// <summary>Headers of every answer: browsers take no content type but the stated one, and keep nothing but the files of the dashboard,
/// which say so themselves.</summary>
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
