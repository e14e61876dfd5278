using SweepCluster.Client;
using SweepCluster.Client.Messages;
using SweepCluster.Model;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Doctor;

/// <summary>Checks whether the API of a cluster answers.</summary>
internal static class ClusterCheck
{
    private const string Subject = "cluster";

    public static async Task<IReadOnlyList<Finding>> FindingsAsync(
        ClusterAddress cluster, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var client = new ApiClient(cluster, time);
            var server = await client.GetAsync("server", WireJson.Instance.ServerMessage, cancellation);
            var sweeps = await client.GetAsync("sweeps", WireJson.Instance.IReadOnlyListSweepMessage, cancellation);
            var key = server.Key is { } name ? $"the key '{name}' may {server.Scope}" : "no key is needed";
            return [new(Subject, $"{cluster} answers: version {server.Version}, {FigureText.Plural(sweeps.Count, "sweep")}; {key}")];
        }
        catch (SweepException refusal)
        {
            return [new(Subject, refusal.Message, "", IsProblem: true)];
        }
    }
}
