using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>The Chrome DevTools protocol over two pipes: messages of JSON, each ended by a zero byte.
/// See https://chromedevtools.github.io/devtools-protocol/.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    // Against a test that would hang for ever; no test measures it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonNode>> _listeners = new();
    private readonly Channel<byte[]> _outbox = Channel.CreateUnbounded<byte[]>();
    private readonly Stream _requests;
    private readonly Stream _answers;
    private readonly Task _reading;
    private readonly Task _writing;
    private int _number;

    public DevTools(Stream requests, Stream answers)
    {
        (_requests, _answers) = (requests, answers);
        _reading = Task.Run(ReadAsync);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Hears a session's events: their method and parameters, in order, on one thread.</summary>
    public void Listen(string session, Action<string, JsonNode> listener) => _listeners[session] = listener;

    public void Forget(string session) => _listeners.TryRemove(session, out _);

    /// <param name="session">Whom it is for; null: the browser.</param>
    /// <exception cref="InvalidOperationException">The browser refused, or ended.</exception>
    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = _asked[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = number, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        if (!_outbox.Writer.TryWrite([.. JsonSerializer.SerializeToUtf8Bytes(message), 0]))
            throw new InvalidOperationException($"{method}: the browser has ended.");
        JsonNode answered;
        try
        {
            answered = await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException waited)
        {
            throw new InvalidOperationException($"{method} got no answer within {Patience}: {message.ToJsonString()}", waited);
        }
        finally
        {
            _asked.TryRemove(number, out _);
        }

        return answered["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error["message"]}")
            : answered["result"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _outbox.Writer.TryComplete();
        await _writing;
        // The browser ends with its requests, and with it its answers.
        await _requests.DisposeAsync();
        await _reading;
        await _answers.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync())
            {
                await _requests.WriteAsync(message);
                await _requests.FlushAsync();
            }
        }
        catch (IOException ended)
        {
            Fail(ended);
        }
    }

    private async Task ReadAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await _answers.ReadAsync(buffer) is > 0 and var count)
        {
            for (var (start, rest) = (0, count); rest > 0;)
            {
                var end = Array.IndexOf(buffer, (byte)0, start, rest);
                var length = (end < 0 ? start + rest : end) - start;
                message.Write(buffer, start, length);
                if (end < 0)
                    break;
                Hear(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
                (start, rest) = (end + 1, rest - length - 1);
            }
        }

        Fail(new EndOfStreamException("The browser has ended."));
    }

    private void Hear(JsonNode message)
    {
        if (message["id"] is { } number)
        {
            if (_asked.TryGetValue((int)number, out var answer))
                answer.TrySetResult(message);
        }
        else if (message["sessionId"] is { } session && _listeners.TryGetValue((string)session!, out var listener))
        {
            listener((string)message["method"]!, message["params"]!);
        }
    }

    private void Fail(Exception reason)
    {
        _outbox.Writer.TryComplete();
        foreach (var answer in _asked.Values)
            answer.TrySetException(new InvalidOperationException(reason.Message, reason));
    }
}
