using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SweepCluster.Api.Http;

/// <summary>Server-sent events to one client.</summary>
internal sealed class EventStream
{
    public const string ContentType = "text/event-stream";

    /// <summary>Time without an event after which a comment shows proxies and the client that the connection is alive.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _body;

    /// <summary>Begins the answer.</summary>
    public EventStream(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        // Keeps nginx from buffering the stream.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        _body = context.Response.BodyWriter;
        IsHeadersOnly = HeadRequests.IsHead(context);
    }

    /// <summary>Whether the request was HEAD, whose answer ends with its headers.</summary>
    public bool IsHeadersOnly { get; }

    /// <param name="json">The data on one line.</param>
    public async Task SendAsync(string kind, string json, long? number, CancellationToken cancellation)
    {
        var text = new StringBuilder($"event: {kind}\n");
        if (number is { } id)
            text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        text.Append("data: ").Append(json).Append("\n\n");
        _body.Write(Encoding.UTF8.GetBytes(text.ToString()));
        await _body.FlushAsync(cancellation);
    }

    public async Task SendCommentAsync(CancellationToken cancellation)
    {
        _body.Write(": keep-alive\n\n"u8);
        await _body.FlushAsync(cancellation);
    }
}
