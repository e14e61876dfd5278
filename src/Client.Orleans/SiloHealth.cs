using System.Globalization;

namespace SweepCluster.Client.Orleans;

/// <summary>Reads <c>/health/ready</c> of a silo on this machine.</summary>
/// <param name="clusterId">The cluster that the silo belongs to: a program that reports another one has taken the port.</param>
public sealed class SiloHealth(int port, string clusterId) : IDisposable
{
    /// <summary>The header of the answer with the cluster's id.</summary>
    private const string ClusterHeader = "Sweep-Cluster";

    private const int MaxBytes = 4096;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Uri _ready = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready"));

    // A proxy can't reach this machine's loopback.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = AnswerLimit,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Why the silo is not ready, in the words of a message; null if it is ready.</summary>
    public async Task<string?> ObstacleAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.GetAsync(_ready, cancellation);
            if (!answer.Headers.TryGetValues(ClusterHeader, out var ids) || !ids.Contains(clusterId))
                return $"another program answers at {_ready}";
            return answer.IsSuccessStatusCode ? null : Reason(await answer.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException)
        {
            return $"nothing answers at {_ready} yet";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{_ready} does not answer within {AnswerLimit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Reason(string answer) => answer.Trim().Replace("not ready: ", "", StringComparison.Ordinal);
}
