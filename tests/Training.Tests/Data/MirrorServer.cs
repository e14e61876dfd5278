using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SweepCluster.Training.Tests.Data;

/// <summary>An HTTP server on the loopback that misbehaves on request. It implements just enough HTTP/1.1 for that, over bare sockets, so
/// that it can break off in the middle of a body. Connections aren't reused.</summary>
internal sealed class MirrorServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly Func<MirrorRequest, MirrorReply> _reply;

    public MirrorServer(Func<MirrorRequest, MirrorReply> reply)
    {
        _reply = reply;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Paths in order of arrival, with the first byte asked for when there is one: <c>a.gz@100</c>.</summary>
    public string[] Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var path = (await reader.ReadLineAsync(_stop.Token))!.Split(' ')[1].TrimStart('/');
            long? from = null;
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
            {
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    from = long.Parse(header["Range: bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            }

            MirrorReply reply;
            lock (_requests)
            {
                _requests.Add(from is null ? path : $"{path}@{from}");
                reply = _reply(new(path, from, _requests.Count));
            }

            var body = reply.Body;
            var head = $"HTTP/1.1 {reply.Status}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n"
                + (reply.From is { } start ? $"Content-Range: bytes {start}-{start + body.Length - 1}/{start + body.Length}\r\n" : "")
                + "\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, reply.BreakAfter)), _stop.Token);
            if (reply.Hang)
            {
#pragma warning disable RS0030 // Falls silent until it is disposed.
                await Task.Delay(Timeout.Infinite, _stop.Token);
#pragma warning restore RS0030
            }
        }
    }
}

/// <param name="Number">1 for the server's first request.</param>
internal sealed record MirrorRequest(string Path, long? From, int Number);

/// <param name="From">Where <paramref name="Body"/> begins in the file, for status 206.</param>
/// <param name="BreakAfter">Close the connection after so many bytes of the body.</param>
/// <param name="Hang">Fall silent instead.</param>
internal sealed record MirrorReply(string Status, byte[] Body, long? From = null, int BreakAfter = int.MaxValue, bool Hang = false)
{
    public static MirrorReply NotFound { get; } = new("404 Not Found", []);

    public static MirrorReply Whole(byte[] file) => new("200 OK", file);

    /// <summary>What a good server says, with or without a range.</summary>
    public static MirrorReply Good(byte[] file, long? from) =>
        from is { } start ? new("206 Partial Content", file[(int)start..], start) : Whole(file);
}
