using System.Globalization;
using System.Text;
using System.Text.Json;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>Requests the health of a silo or an API server once: the health check of a container that has no other client of
/// HTTP.</summary>
public static class HealthProbe
{
    /// <summary>The path that is requested where an address has none.</summary>
    public const string ReadyPath = "/health/ready";

    /// <summary>Default of the timeout, in seconds.</summary>
    public const int DefaultSeconds = 5;

    private const int MaxSeconds = 3600;
    private const int MaxBytes = 1 << 16;
    private const int MaxText = 300;

    /// <summary>Reads the address of a server, or of one of its pages.</summary>
    /// <exception cref="SweepException">It is not an address of HTTP.</exception>
    public static Uri ParseUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.UserInfo.Length > 0
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            // It may hold a password.
            var shown = url.Contains('@') ? "an address with a user's name" : $"'{url}'";
            throw new SweepException($"URL: {shown} is not the address of a server. Give one such as http://127.0.0.1:7070, "
                + $"which is asked for {ReadyPath}, or one with a path of its own.");
        }

        return parsed.PathAndQuery == "/" ? new(parsed, ReadyPath) : parsed;
    }

    /// <summary>A timeout that was given in seconds.</summary>
    /// <exception cref="SweepException">It is out of range.</exception>
    public static TimeSpan ParseTimeout(int seconds) => seconds is >= 1 and <= MaxSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new SweepException($"--timeout: {seconds} is not possible. Give a number of seconds from 1 to {MaxSeconds}.");

    /// <summary>Sends the request, and waits for the answer until the timeout.</summary>
    public static async Task<HealthAnswer> QueryAsync(Uri url, TimeSpan timeout, CancellationToken cancellation)
    {
        // A proxy of the environment does not reach this machine's loopback.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };
        try
        {
            using var answer = await client.GetAsync(url, cancellation);
            var text = Describe(await answer.Content.ReadAsStringAsync(cancellation));
            if (answer.IsSuccessStatusCode)
                return new(url, true, text.Length > 0 ? text : "healthy");
            var reason = text.Length > 0 ? text : "no reason given";
            return new(url, false, string.Create(CultureInfo.InvariantCulture, $"{reason} ({(int)answer.StatusCode})"));
        }
        catch (HttpRequestException failure)
        {
            return new(url, false, $"nothing answers: {failure.Message.TrimEnd('.')}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(url, false, string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0} s"));
        }
    }

    /// <summary>The first line of an answer, or the detail of a problem (RFC 9457); without control characters.</summary>
    private static string Describe(string body)
    {
        var text = Detail(body) ?? body;
        var line = text.Split('\n', 2, StringSplitOptions.TrimEntries)[0];
        var shown = new StringBuilder();
        foreach (var character in line.Take(MaxText))
            shown.Append(char.IsControl(character) ? ' ' : character);
        return shown.ToString();
    }

    private static string? Detail(string body)
    {
        if (!body.StartsWith('{'))
            return null;
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
