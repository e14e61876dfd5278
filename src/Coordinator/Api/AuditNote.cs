using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SweepCluster.Coordinator.Security;

namespace SweepCluster.Coordinator.Api;

/// <summary>Writes every request that would change something into the audit log and the server's log, refused ones too, before its
/// answer goes out.</summary>
internal sealed partial class AuditNote(AuditLog audit, ILogger log, TimeProvider time)
{
    private static readonly object Note = new();

    /// <summary>Says what the request is about.</summary>
    public static void Set(HttpContext context, string action, string? sweep) => context.Items[Note] = (action, sweep);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.OnStarting(() =>
            {
                Write(context);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    private void Write(HttpContext context)
    {
        var (action, sweep) = context.Items.TryGetValue(Note, out var note) && note is (string noted, var named)
            ? (noted, named as string)
            : ($"{context.Request.Method} {context.Request.Path}", null);
        var who = context.User.FindFirstValue(ClaimTypes.Name) ?? AuditEntry.Nobody;
        var entry = new AuditEntry(time.GetUtcNow(), who, context.Connection.RemoteIpAddress?.ToString(), action, sweep, context.Response.StatusCode);
        audit.Write(entry);
        // What others chose is shown without line breaks, so that it can't pass for a line of ours.
        var (shownAction, shownSweep) = (action.ReplaceLineEndings(" "), sweep?.ReplaceLineEndings(" "));
        Changed(log, who, entry.Address, shownAction, shownSweep, entry.Status);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Who} at {Address}: {Action} {Sweep}: {Status}")]
    private static partial void Changed(ILogger log, string who, string? address, string action, string? sweep, int status);
}
