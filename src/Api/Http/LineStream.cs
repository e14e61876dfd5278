using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace SweepCluster.Api.Http;

/// <summary>JSON objects, one a line, sent as they are read: any number of them needs the memory of a few.</summary>
internal static class LineStream
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>What is not flushed yet, in bytes, before it is; the client's pace is waited for.</summary>
    private const int MaxUnflushed = 1 << 16;

    /// <remarks>What is thrown after the first line cuts the connection, so that a client can't take a part for the whole.</remarks>
    public static async Task WriteAsync<T>(HttpContext context, IAsyncEnumerable<T> items, JsonTypeInfo<T> type)
    {
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body);
        await using var read = items.GetAsyncEnumerator(context.RequestAborted);
        // The first is read before the answer begins: what is wrong with the request is a problem then, not a cut.
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
