using System.Net;
using System.Net.Http.Headers;
using SweepCluster.Model;

namespace SweepCluster.Training.Data.Library;

/// <summary>How one request for a file ended.</summary>
internal enum TransferEnd
{
    /// <summary>The file has its full length.</summary>
    Complete,

    /// <summary>The connection broke; the received part is kept.</summary>
    Interrupted,

    /// <summary>The server doesn't have the file.</summary>
    Refused,
}

/// <param name="Reason">A text for people; empty if complete.</param>
internal readonly record struct TransferResult(TransferEnd End, string Reason);

/// <summary>One HTTP request for a file, which continues where an earlier one stopped if the server can.</summary>
/// <param name="stall">Time without data after which a connection counts as broken.</param>
internal sealed class MirrorTransfer(HttpClient client, TimeSpan stall)
{
    /// <summary>Appends to <paramref name="part"/>, from its end, or from the start if the server only sends whole files.</summary>
    /// <param name="progress">Receives the file's length so far.</param>
    public TransferResult Run(Uri address, FileStream part, long length, Action<long> progress, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            timeout.CancelAfter(stall);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (part.Length > 0)
                request.Headers.Range = new RangeHeaderValue(part.Length, null);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (Refusal(response, part) is { } refusal)
                return new(TransferEnd.Refused, refusal);
            // Blocking reads take no token: disposing the response ends them.
            using var abort = timeout.Token.Register(response.Dispose);
            using var body = response.Content.ReadAsStream(timeout.Token);
            return Copy(body, part, length, progress, timeout);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new(
                TransferEnd.Interrupted, timeout.IsCancellationRequested ? $"no answer for {stall.TotalSeconds:0} s" : error.Message);
        }
    }

    /// <summary>Null if the body is the requested part, and <paramref name="part"/> is at its position; else the refusal.</summary>
    private static string? Refusal(HttpResponseMessage response, FileStream part)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            return $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        if (response.StatusCode == HttpStatusCode.OK)
            part.SetLength(0);
        else if (response.Content.Headers.ContentRange?.From != part.Length)
            return "it sent another part of the file than the requested one";
        part.Position = part.Length;
        return null;
    }

    private TransferResult Copy(Stream body, FileStream part, long length, Action<long> progress, CancellationTokenSource timeout)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            timeout.CancelAfter(stall);
            var read = body.Read(buffer);
            if (read == 0)
                break;
            try
            {
                part.Write(buffer, 0, read);
            }
            catch (IOException error)
            {
                throw new SweepException($"{part.Name} can't be written: {error.Message}", SweepErrorKind.Environment, error);
            }

            progress(part.Length);
            if (part.Length > length)
                return new(TransferEnd.Complete, "");
        }

        return part.Length < length
            ? new(TransferEnd.Interrupted, $"ended after {part.Length:N0} of {length:N0} bytes")
            : new(TransferEnd.Complete, "");
    }
}
