using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Model;
using SweepCluster.Results.Text;

namespace SweepCluster.Api.Security;

/// <summary>Writes every request that would change something into the audit log and the server's log: once before it takes effect, once
/// with the answer's status. Refusals are written once a minute for each sender; further ones of that minute are counted.</summary>
internal sealed partial class AuditNote : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly object Note = new();
    private static readonly object Reading = new();

    private readonly AuditLog _audit;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly RefusalCounts _refusals = new();
    private readonly ITimer _summaries;
    private int _isDue;

    public AuditNote(AuditLog audit, ILogger log, TimeProvider time)
    {
        (_audit, _log, _time) = (audit, log, time);
        _summaries = time.CreateTimer(_ => Summarize(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets what the request is about.</summary>
    public static void Set(HttpContext context, string action, string? sweep) => context.Items[Note] = (action, sweep);

    /// <summary>Outermost middleware: writes the answer's status before the answer is sent.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsChange(context.Request))
        {
            context.Response.OnStarting(() =>
            {
                WriteAnswer(context);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    /// <summary>Innermost middleware: refuses a change that can't be logged, before it takes effect.</summary>
    public async Task RequireAsync(HttpContext context, RequestDelegate next)
    {
        // The endpoint is no longer known when a failure is answered.
        if (context.GetEndpoint()?.Metadata.GetMetadata<ReadsOnly>() is not null)
            context.Items[Reading] = true;
        try
        {
            if (IsChange(context.Request) && !IsReading(context))
                _audit.Write(Entry(context, status: null));
        }
        catch (SweepException unwritable)
        {
            await Problems.Create(unwritable).ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>Writes the remaining counts.</summary>
    public void Dispose()
    {
        _summaries.Dispose();
        Summarize();
    }

    private static bool IsChange(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    private static bool IsReading(HttpContext context) => context.Items.ContainsKey(Reading);

    private static bool IsRefusal(int status) =>
        status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests;

    private AuditEntry Entry(HttpContext context, int? status)
    {
        var (action, sweep) = context.Items.TryGetValue(Note, out var note) && note is (string noted, var named)
            ? (noted, named as string)
            : ($"{context.Request.Method} {context.Request.Path}", null);
        var who = context.User.FindFirstValue(ClaimTypes.Name) ?? AuditEntry.NoKey;
        return new(_time.GetUtcNow(), who, context.Connection.RemoteIpAddress?.ToString(), AuditLog.Cut(action), sweep, status);
    }

    private void WriteAnswer(HttpContext context)
    {
        if (IsReading(context))
            return;
        var status = context.Response.StatusCode;
        var entry = Entry(context, status);
        if ((IsRefusal(status) || entry.Who == AuditEntry.NoKey) && !Count(entry))
            return;
        Write(() => _audit.Write(entry));
        var action = TerminalText.Line(entry.Action);
        var sweep = entry.Sweep is { } named ? TerminalText.Line(AuditLog.Cut(named)) : null;
        Answered(_log, entry.Who, entry.Address, action, sweep, status);
    }

    private bool Count(AuditEntry refusal)
    {
        if (!_refusals.Add(refusal))
            return false;
        // The first refusal of a period begins it; further ones don't delay its end.
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
            _summaries.Change(Period, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void Summarize()
    {
        Interlocked.Exchange(ref _isDue, 0);
        foreach (var summary in _refusals.Take(_time.GetUtcNow()))
        {
            Write(() => _audit.Write(summary));
            Refused(_log, summary.Who, summary.Address, summary.Count, summary.Status);
        }
    }

    // The request has been answered or refused, so a failure can only be logged.
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (SweepException unwritable)
        {
            Unwritten(_log, unwritable.Message);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Who} at {Address}: {Action} {Sweep}: {Status}")]
    private static partial void Answered(ILogger log, string who, string? address, string action, string? sweep, int status);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Warning, Message = "{Who} at {Address}: {Count} requests were refused within a minute: {Status}")]
    private static partial void Refused(ILogger log, string who, string? address, long count, int status);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void Unwritten(ILogger log, string problem);
}
