using System.Globalization;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client;

/// <summary>The results in a server's store, read through its API. Only the server writes.</summary>
public sealed class RemoteResults(ApiClient client) : IResultReader
{
    /// <summary>Maximum number of trials in one request.</summary>
    private const int MaxNamed = 500;

    public ApiClient Client => client;

    public async Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) =>
        (await client.FindAsync(PathOf(id), WireJson.Instance.SweepMessage, cancellation))?.ToRecord();

    public async Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        [.. (await client.GetAsync("sweeps", WireJson.Instance.IReadOnlyListSweepMessage, cancellation)).Select(sweep => sweep.ToRecord())];

    public async Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        (await client.FindAsync(PathOf(sweepId), WireJson.Instance.SweepMessage, cancellation))?.Process;

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        client.GetAsync($"{PathOf(sweepId)}/progress?pass={Text(pass)}", WireJson.Instance.SweepProgress, cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        client.FindAsync($"{PathOf(sweepId)}/trials/{Text(trial)}", WireJson.Instance.TrialRecord, cancellation);

    public IAsyncEnumerable<TrialRecord> FindTrialsAsync(string sweepId, IReadOnlyList<long> trials, CancellationToken cancellation) =>
        trials.Chunk(MaxNamed).ToAsyncEnumerable()
            .SelectMany(some => client.ReadLinesAsync(
                $"{PathOf(sweepId)}/trials?numbers={string.Join(',', some.Select(Text))}", WireJson.Instance.TrialRecord, cancellation));

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) =>
        client.ReadLinesAsync($"{PathOf(sweepId)}/trials", WireJson.Instance.TrialRecord, cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        client.ReadLinesAsync(
            $"{PathOf(sweepId)}{(trial is { } number ? $"/trials/{Text(number)}" : "")}/epochs",
            WireJson.Instance.EpochMessage,
            cancellation)
            .Select(epoch => epoch.ToRecord());

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        client.GetAsync($"{PathOf(sweepId)}/counts", WireJson.Instance.IReadOnlyDictionaryTrialStateInt64, cancellation);

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        client.GetAsync(
            $"{PathOf(sweepId)}/leaders?top={Text(top)}&goal={(goal == Goal.Maximize ? "maximize" : "minimize")}",
            WireJson.Instance.IReadOnlyListConfigurationTrials, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        client.GetAsync($"{PathOf(sweepId)}/events", WireJson.Instance.IReadOnlyListEventRecord, cancellation);

    public Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        client.GetAsync($"{PathOf(sweepId)}/decisions", WireJson.Instance.IReadOnlyListDecisionRecord, cancellation);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string PathOf(string sweepId) => $"sweeps/{Uri.EscapeDataString(sweepId)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
