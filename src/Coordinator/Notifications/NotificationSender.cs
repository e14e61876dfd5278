using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SweepCluster.Model.Retries;

namespace SweepCluster.Coordinator.Notifications;

/// <summary>Posts notifications. Failures that may pass are retried for a minute: connections, timeouts, and answers 408, 429 and
/// 5xx.</summary>
/// <param name="handler">Makes the connections; it is not disposed.</param>
/// <param name="retries">The pauses between attempts; null for the usual ones.</param>
internal sealed class NotificationSender(
    NotificationTarget target, HttpMessageHandler handler, TimeProvider time, RetryPolicy? retries = null)
{
    public const string DeliveryHeader = "X-Sweep-Delivery";
    public const string TimestampHeader = "X-Sweep-Timestamp";
    public const string SignatureHeader = "X-Sweep-Signature";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly RetryPolicy Usual = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    /// <summary>Sends a body until it is accepted.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="delivery">Identifies the notification; the same in all attempts.</param>
    /// <returns>Why it could not be sent, in the words of a message without its full stop; null if it was accepted.</returns>
    public async Task<string?> SendAsync(string body, string delivery, CancellationToken cancellation)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        var attempts = (retries ?? Usual).Start(time);
        while (true)
        {
            var (reason, mayPass) = await TryAsync(client, body, delivery, cancellation);
            if (reason is null || !mayPass || !attempts.MayRetry)
                return reason;
            await attempts.WaitAsync(cancellation);
        }
    }

    /// <summary>The signature of a body: HMAC-SHA256 of the timestamp, a full stop and the body, in hexadecimal digits.</summary>
    /// <param name="timestamp">Seconds since 1970 UTC, as in the header.</param>
    public static string Sign(string secret, string timestamp, string body) => "sha256="
        + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    private async Task<(string? Reason, bool MayPass)> TryAsync(
        HttpClient client, string body, string delivery, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add(DeliveryHeader, delivery);
        request.Headers.Add(TimestampHeader, timestamp);
        if (target.Secret is { } secret)
            request.Headers.Add(SignatureHeader, Sign(secret, timestamp, body));
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.IsSuccessStatusCode)
                return (null, false);
            var status = (int)answer.StatusCode;
            var mayPass = status >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return ($"{target.Address.Host} answers {status}", mayPass);
        }
        catch (HttpRequestException failure)
        {
            return ($"{target.Address.Host} can't be reached ({failure.Message.TrimEnd('.')})", true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ($"{target.Address.Host} does not answer", true);
        }
    }
}
