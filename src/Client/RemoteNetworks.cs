using System.Globalization;
using System.Net.Http.Json;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client;

/// <summary>The networks of trials on a server, which has their checkpoints and data sets, asked through its API.</summary>
public sealed class RemoteNetworks(ApiClient client) : INetworkReader
{
    /// <summary>Pixels in one request, in bytes. As base64, and with everything around them, they are less than a body may have.</summary>
    private const int MaxPixelBytes = 1 << 19;

    /// <inheritdoc/>
    public async Task<IOpenNetwork> OpenAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation)
    {
        var path = PathOf(sweep, trial);
        return new RemoteNetwork(client, path, await client.GetAsync($"{path}/network", WireJson.Instance.NetworkFacts, cancellation));
    }

    /// <inheritdoc/>
    public async Task<NetworkShowing> ShowAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation) =>
        (await client.GetAsync($"{PathOf(sweep, trial)}/predictions", WireJson.Instance.ShowingMessage, cancellation)).ToShowing();

    private static string PathOf(SweepRecord sweep, TrialRecord trial) =>
        $"sweeps/{Uri.EscapeDataString(sweep.Id)}/trials/{trial.Trial.ToString(CultureInfo.InvariantCulture)}";

    private sealed class RemoteNetwork(ApiClient client, string path, NetworkFacts facts) : IOpenNetwork
    {
        public NetworkFacts Facts => facts;

        public async Task<IReadOnlyList<NetworkAnswer>> QueryAsync(
            IReadOnlyList<AskedImage> images, bool explains, CancellationToken cancellation)
        {
            var answers = new List<NetworkAnswer>(images.Count);
            foreach (var some in Batches(images))
            {
                var given = await client.QueryAsync(
                    $"{path}/answers",
                    () => JsonContent.Create(new QuestionMessage(some, explains), WireJson.Instance.QuestionMessage),
                    WireJson.Instance.IReadOnlyListNetworkAnswer,
                    cancellation);
                if (given.Count != some.Count)
                    throw client.Unreadable(null);
                answers.AddRange(given);
            }

            return answers;
        }

        public void Dispose()
        {
            // The server keeps nothing open between two questions.
        }

        private static IEnumerable<IReadOnlyList<AskedImage>> Batches(IReadOnlyList<AskedImage> images)
        {
            var batch = new List<AskedImage>();
            var bytes = 0;
            foreach (var image in images)
            {
                var size = image.Pixels?.Length ?? 0;
                if (batch.Count == QuestionMessage.MaxImages || (batch.Count > 0 && bytes + size > MaxPixelBytes))
                {
                    yield return batch;
                    batch = [];
                    bytes = 0;
                }

                batch.Add(image);
                bytes += size;
            }

            if (batch.Count > 0)
                yield return batch;
        }
    }
}
