using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client;

/// <summary>Runs sweeps on a server, through its API. Disposing it leaves them running.</summary>
public sealed class RemoteSweepService(ApiClient client, TimeProvider time) : ISweepService
{
    /// <summary>Maximum time without data: the server sends a sign of life every 15 s, so a connection that is silent for longer is
    /// dead.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(45);

    public async Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation)
    {
        var data = submission.DataFolder is { } folder ? $"?data={Uri.EscapeDataString(folder)}" : "";
        return (await client.PostAsync(
            $"sweeps{data}",
            submission.Key?.Value ?? RequestKey.CreateValue(),
            () => new StringContent(submission.SpecText, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml")),
            WireJson.Instance.SweepMessage,
            cancellation)).ToRecord();
    }

    public async Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation)
    {
        var message = MessageOf(change);
        return (await client.PostAsync(
            $"{PathOf(sweepId)}/changes",
            change.Key?.Value ?? RequestKey.CreateValue(),
            () => JsonContent.Create(message, WireJson.Instance.ChangeMessage),
            WireJson.Instance.SweepMessage,
            cancellation)).ToRecord();
    }

    public async IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var attempts = ApiClient.Retries.Start(time);
        while (true)
        {
            using var connection = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            using var stopped = cancellation.Register(connection.Cancel);
            using var answer = await client.OpenAsync($"{PathOf(sweepId)}/watch", cancellation);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            await using var events = SseParser.Create(body, (_, data) => data.ToArray())
                .EnumerateAsync(connection.Token)
                .GetAsyncEnumerator(connection.Token);
            while (await NextAsync(events, connection, cancellation) is { } happened)
            {
                switch (happened.EventType)
                {
                    case "snapshot":
                        attempts = ApiClient.Retries.Start(time);
                        yield return Read(happened.Data).ToSnapshot();
                        break;
                    case "end":
                        yield break;
                    case "failure":
                        throw FailureOf(happened.Data);
                    default:
                        // An event of a later version is ignored.
                        break;
                }
            }

            // The stream was cut: the sweep continues, and so does the watching.
            if (!attempts.MayRetry)
            {
                throw new SweepException(
                    $"{client.Cluster} cuts every connection. {sweepId} may continue; watch it again with: ./sweep watch {sweepId}",
                    SweepErrorKind.Environment);
            }

            await attempts.WaitAsync(cancellation);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The next event; null if the stream was cut, or has been silent for too long.</summary>
    private static async Task<SseItem<byte[]>?> NextAsync(
        IAsyncEnumerator<SseItem<byte[]>> events, CancellationTokenSource connection, CancellationToken cancellation)
    {
        connection.CancelAfter(MaxSilence);
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException
            || (cut is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static SnapshotMessage Read(byte[] data) =>
        JsonSerializer.Deserialize(data, WireJson.Instance.SnapshotMessage) ?? throw new JsonException("It is null.");

    private static SweepException FailureOf(byte[] data)
    {
        var problem = JsonSerializer.Deserialize(data, WireJson.Instance.ProblemMessage);
        return new(
            problem?.Detail ?? "The sweep failed.",
            problem?.Type == ProblemTypes.Invalid ? SweepErrorKind.Input : SweepErrorKind.Environment);
    }

    private static ChangeMessage MessageOf(SweepChange change) => change switch
    {
        SweepChange.Resume => new("resume"),
        SweepChange.Pause pause => new("pause", Reason: pause.Reason),
        SweepChange.Cancel => new("cancel"),
        SweepChange.ExtendEpochs extend => new("extend-epochs", extend.Epochs),
        SweepChange.ExtendSeeds extend => new("extend-seeds", extend.Seeds),
        SweepChange.Retry retry => new("retry") { Trial = retry.Trial, Cancelled = retry.Cancelled },
        SweepChange.Edit edit => new("edit") { Spec = edit.SpecText },
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Unknown change."),
    };

    private static string PathOf(string sweepId) => $"sweeps/{Uri.EscapeDataString(sweepId)}";
}
