using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SweepCluster.Client.Messages;
using SweepCluster.Model;
using SweepCluster.Model.Retries;

namespace SweepCluster.Client;

/// <summary>Asks the HTTP API and turns what comes of it into values or <see cref="SweepException"/>s. Requests whose answers are lost are
/// repeated for a while; those that change something carry an idempotency key, so that the server carries them out once.</summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>Timeout for the begin of an answer. A server may have to download a data set before it answers a submission.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan SubmitTimeout = TimeSpan.FromMinutes(30);

    /// <summary>For a request that a server did not answer. A server that is restarted answers within the minute.</summary>
    internal static readonly RetryPolicy Retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    private readonly ClusterAddress _cluster;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private volatile bool _hasAnswered;

    public ApiClient(ClusterAddress cluster, TimeProvider time)
    {
        (_cluster, _time) = (cluster, time);
        // A redirect would send the key elsewhere; a proxy can't reach this machine's loopback.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !cluster.Url.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        _http = new(handler) { BaseAddress = new(cluster.Url, "api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        if (cluster.Key is { } key)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    public ClusterAddress Cluster => _cluster;

    /// <summary>Reads a value; null if there is no such thing.</summary>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        using var answer = await RequestAsync(path, cancellation);
        if (await ProblemAsync(answer, cancellation) is { } problem)
            return problem.Type == ProblemTypes.NotFound ? null : throw Refusal(answer.StatusCode, problem);
        return await ReadAsync(answer, type, cancellation);
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        using var answer = await RequestAsync(path, cancellation);
        return await ReadAsync(await AcceptAsync(answer, cancellation), type, cancellation);
    }

    /// <summary>Reads what a request with a body asks for. It changes nothing, so it is repeated like one without a body.</summary>
    /// <param name="body">Makes the body, for each time that it is sent.</param>
    public async Task<T> QueryAsync<T>(string path, Func<HttpContent> body, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        using var answer = await RequestAsync(() => new(HttpMethod.Post, path) { Content = body() }, cancellation);
        return await ReadAsync(await AcceptAsync(answer, cancellation), type, cancellation);
    }

    /// <summary>JSON objects, one a line, as they come.</summary>
    public async IAsyncEnumerable<T> ReadLinesAsync<T>(
        string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        using var answer = await RequestAsync(path, cancellation);
        await using var body = await (await AcceptAsync(answer, cancellation)).Content.ReadAsStreamAsync(cancellation);
        await using var read = JsonSerializer.DeserializeAsyncEnumerable(body, type, topLevelValues: true, cancellation)
            .GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await read.MoveNextAsync())
                    yield break;
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or JsonException)
            {
                throw new SweepException(
                    $"{_cluster}: the connection dropped before everything was read. Try again.", SweepErrorKind.Environment, cut);
            }

            yield return read.Current ?? throw Unreadable(null);
        }
    }

    /// <summary>Opens a long answer; a dropped connection is reported to its reader by an <see cref="IOException"/>.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellation)
    {
        var answer = await RequestAsync(path, cancellation);
        try
        {
            return await AcceptAsync(answer, cancellation);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a change, again if the answer is lost.</summary>
    /// <param name="key">The idempotency key of the user's action.</param>
    /// <param name="body">Creates the body, for each attempt.</param>
    public async Task<T> PostAsync<T>(
        string path, string key, Func<HttpContent> body, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var attempts = Retries.Start(_time);
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body() };
                request.Headers.Add(IdempotencyKey.Header, IdempotencyKey.Format(key));
                using var answer = await SendAsync(request, SubmitTimeout, cancellation);
                _hasAnswered = true;
                if (PauseDemandedBy(answer) is not { } pause || !attempts.MayRetryAfter(pause))
                    return await ReadAsync(await AcceptAsync(answer, cancellation), type, cancellation);
                await Task.Delay(pause, _time, cancellation);
            }
            catch (HttpRequestException unsent) when (!_hasAnswered && IsUnsent(unsent))
            {
                throw Unreachable(unsent);
            }
            catch (HttpRequestException lost)
            {
                if (!attempts.MayRetry)
                    throw Unreachable(lost);
                await attempts.WaitAsync(cancellation);
            }
            catch (SweepException cut) when (cut.InnerException is HttpRequestException or IOException && attempts.MayRetry)
            {
                await attempts.WaitAsync(cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The failure of an answer that this version does not understand.</summary>
    internal SweepException Unreadable(Exception? error) =>
        new(
            $"{_cluster} answers what this version can't read. Use the same version of SweepCluster here and there.",
            SweepErrorKind.Environment,
            error);

    private Task<HttpResponseMessage> RequestAsync(string path, CancellationToken cancellation) =>
        RequestAsync(() => new(HttpMethod.Get, path), cancellation);

    /// <param name="create">Makes the request, for each time that it is sent.</param>
    private async Task<HttpResponseMessage> RequestAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        var attempts = Retries.Start(_time);
        while (true)
        {
            try
            {
                using var request = create();
                var answer = await SendAsync(request, RequestTimeout, cancellation);
                _hasAnswered = true;
                if (PauseDemandedBy(answer) is not { } pause || !attempts.MayRetryAfter(pause))
                    return answer;
                answer.Dispose();
                await Task.Delay(pause, _time, cancellation);
            }
            catch (HttpRequestException error)
            {
                if (!_hasAnswered || !attempts.MayRetry)
                    throw Unreachable(error);
                await attempts.WaitAsync(cancellation);
            }
        }
    }

    /// <summary>How long the rate limit has the client wait; null where the answer is another one.</summary>
    private static TimeSpan? PauseDemandedBy(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.TooManyRequests ? answer.Headers.RetryAfter?.Delta : null;

    /// <summary>Whether no connection could be made.</summary>
    private static bool IsUnsent(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(timeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SweepException(
                $"{_cluster} did not answer within {timeout.TotalSeconds:F0} s. "
                + "It may be overloaded, or not reachable from here; try again later.",
                SweepErrorKind.Environment);
        }
    }

    private async Task<HttpResponseMessage> AcceptAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        await ProblemAsync(answer, cancellation) is { } problem ? throw Refusal(answer.StatusCode, problem) : answer;

    /// <summary>The problem in an answer; null if it contains none.</summary>
    private async Task<ProblemMessage?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
            return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new(null, null, (int)answer.StatusCode, null);
        return await ReadAsync(answer, WireJson.Instance.ProblemMessage, cancellation);
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw Unreadable(null);
        }
        catch (JsonException error)
        {
            throw Unreadable(error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Unreachable(error);
        }
    }

    private SweepException Refusal(HttpStatusCode status, ProblemMessage problem)
    {
        if (!ProblemTypes.IsOurs(problem.Type) || problem.Detail is not { } detail)
            return new(
                $"{_cluster} answers {(int)status} {status}, which is not how SweepCluster's API does. "
                + "Is --cluster the address of a ./sweep serve?",
                SweepErrorKind.Environment);
        var isOurs = status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests;
        return new(detail, isOurs ? SweepErrorKind.Environment : SweepErrorKind.Input);
    }

    private SweepException Unreachable(Exception error)
    {
        var why = error.InnerException is SocketException socket ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nothing listens there. Start it with ./sweep serve, or correct --cluster",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "there is no such host. Correct --cluster",
            _ => $"{socket.Message}. Is it reachable from here?",
        } : $"{UrlText.WithoutUsers(error.Message)} Try again.";
        return new($"{_cluster} can't be reached: {why}", SweepErrorKind.Environment, error);
    }
}
