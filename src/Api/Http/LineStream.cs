using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace SweepCluster.Api.Http;

/// <summary>Streams JSON objects, one a line, as they are read: any number of them needs the memory of a few.</summary>
internal static class LineStream
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>Maximum number of bytes before a flush, which waits until the client has read enough.</summary>
    private const int MaxUnflushed = 1 << 16;

    /// <remarks>An exception after the first line cuts the connection, so that a client can't mistake a part for the whole.</remarks>
    public static async Task WriteAsync<T>(HttpContext context, IAsyncEnumerable<T> items, JsonTypeInfo<T> type)
    {
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body);
        await using var read = items.GetAsyncEnumerator(context.RequestAborted);
        // The first item is read before the answer begins, so that an invalid request gets a problem rather than a cut.
        var any = await read.MoveNextAsync();
        context.Response.ContentType = ContentType;
        for (; any; any = await read.MoveNextAsync())
        {
            JsonSerializer.Serialize(json, read.Current, type);
            json.Flush();
            json.Reset();
            body.Write("\n"u8);
            if (body.UnflushedBytes >= MaxUnflushed)
                await body.FlushAsync(context.RequestAborted);
        }
    }
}
