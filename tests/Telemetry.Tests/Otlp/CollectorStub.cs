using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace SweepCluster.Telemetry.Tests.Otlp;

/// <summary>Receives OTLP over HTTP on this machine's loopback, and keeps it.</summary>
internal sealed class CollectorStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    private CollectorStub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _requests.Enqueue((context.Request.Path, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    public string Address => _app.Urls.First();

    /// <summary>Spans of all that was sent, as OTLP has them: trace id 1, span id 2, parent 4, name
    /// 5, begin 7, end 8, attributes 9.</summary>
    public IReadOnlyList<ProtoMessage> Spans => [.. Sent("/v1/traces").SelectMany(request => request.Messages(1, 2, 2))];

    /// <summary>Metrics of all that was sent: name 1.</summary>
    public IReadOnlyList<ProtoMessage> Metrics => [.. Sent("/v1/metrics").SelectMany(request => request.Messages(1, 2, 2))];

    /// <summary>Attributes of who sent it: key 1, value 2.</summary>
    public IReadOnlyList<ProtoMessage> Resources =>
        [.. Sent("/v1/metrics").Concat(Sent("/v1/traces")).SelectMany(request => request.Messages(1, 1, 1))];

    public static async Task<CollectorStub> StartAsync()
    {
        var stub = new CollectorStub();
        await stub._app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    /// <summary>Texts and whole numbers of a message's attributes.</summary>
    public static string Attribute(ProtoMessage span, string key, int field = 9)
    {
        var value = span.Messages(field).First(attribute => attribute.Text(1) == key).Messages(2).Single();
        return value.Text(1) is { Length: > 0 } text ? text : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IEnumerable<ProtoMessage> Sent(string path) =>
        _requests.Where(request => request.Path == path).Select(request => new ProtoMessage(request.Body));
}
