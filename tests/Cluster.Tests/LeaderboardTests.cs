using SweepCluster.Contracts.Grains;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Telemetry;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>What readers of a leaderboard's grain are given, and what that costs the store.</summary>
public sealed class LeaderboardTests : IAsyncDisposable
{
    private const string TwoSeeds = "seeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n";

    private readonly ClusterHosts _hosts = new();
    private readonly ScriptedTrainer _trainer = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    [Fact]
    public async Task Top_OfARunningSweep_HasTheLatestEpochsOfItsTrials()
    {
        var gate = _trainer.HoldBefore(0, epoch: 3);
        await using var host = await _hosts.StartAsync(_trainer, 2);
        var (id, board) = await SubmitAsync(host);
        await gate.Reached;

        var leaders = await Eventually.ReadAsync(
            "the second epoch of trial 0", () => board.TopAsync(10), top => Find(top, trial: 0)?.EpochsTrained == 2, Describe);

        Find(leaders, trial: 0)!.State.ShouldBe(TrialState.Running);
        gate.Open();
        await host.Service.WaitForEndAsync(id);
        await Eventually.ReadAsync("all results", () => board.TopAsync(10), AreAllDone, Describe);
    }

    [Fact]
    public async Task Top_AskedAgainWithoutAChange_DoesNotReadTheStore()
    {
        await using var host = await _hosts.StartAsync(_trainer, 2);
        var (id, board) = await SubmitAsync(host);
        await host.Service.WaitForEndAsync(id);
        await Eventually.ReadAsync("all results", () => board.TopAsync(10), AreAllDone, Describe);
        using var exposition = new TextExposition(_hosts.Meter);
        var before = Reads(exposition);

        for (var reader = 0; reader < 50; reader++)
            (await board.TopAsync(1 + (reader % 10))).Configurations.Count.ShouldBe(Math.Min(2, 1 + (reader % 10)));

        // The safety net for a lost announcement may read once in these milliseconds.
        (Reads(exposition) - before).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Subscribers_OfARunningSweep_AreSentItsChangesForOneReadEach()
    {
        var gate = _trainer.HoldBefore(0, epoch: 2);
        await using var host = await _hosts.StartAsync(_trainer, 2);
        var (id, board) = await SubmitAsync(host);
        await gate.Reached;
        using var exposition = new TextExposition(_hosts.Meter);
        var subscribers = Enumerable.Range(0, 10).Select(_ => new Subscriber()).ToArray();
        var references = subscribers.Select(_hosts.Grains.CreateObjectReference<ILeaderboardObserver>).ToArray();
        foreach (var reference in references)
            await board.SubscribeAsync(reference, 10);
        var before = Reads(exposition);

        gate.Open();
        await host.Service.WaitForEndAsync(id);

        foreach (var subscriber in subscribers)
            await Eventually.ReadAsync("the last change", () => subscriber.Latest, AreAllDone, Describe);
        var changes = subscribers.SelectMany(subscriber => subscriber.Versions).Distinct().Count();
        // Beside the reads for the changes, the sweep's own for its last figures, and those for the metrics.
        (Reads(exposition) - before).ShouldBeLessThanOrEqualTo(changes + 3, "the store is read once per change, however many subscribe.");
        foreach (var reference in references)
            await board.UnsubscribeAsync(reference);
    }

    [Fact]
    public async Task Subscriber_OfAChangeThatAnotherReaderReadFirst_IsSentIt()
    {
        await using var host = await _hosts.StartAsync(_trainer, 2);
        var (id, board) = await SubmitAsync(host);
        await host.Service.WaitForEndAsync(id);
        await Eventually.ReadAsync("all results", () => board.TopAsync(10), AreAllDone, Describe);
        var subscriber = new Subscriber();
        var reference = _hosts.Grains.CreateObjectReference<ILeaderboardObserver>(subscriber);
        var first = await board.SubscribeAsync(reference, 10);

        // One call after the other, so that no tick of the leaderboard lies between them.
        await board.RecordedAsync();
        var second = await board.TopAsync(10);

        second.Version.ShouldBeGreaterThan(first.Version);
        await Eventually.ReadAsync(
            "the change", () => subscriber.Latest, leaders => leaders?.Version >= second.Version, leaders => $"{leaders?.Version}");
        await board.UnsubscribeAsync(reference);
    }

    [Fact]
    public async Task Top_OfNoSweep_IsRefused() => await Should.ThrowAsync<SweepException>(async () =>
    {
        await using var host = await _hosts.StartAsync(_trainer, 1);
        await _hosts.Grains.GetGrain<ILeaderboardGrain>("none-1").TopAsync(1);
    });

    private async Task<(string Id, ILeaderboardGrain Board)> SubmitAsync(SweepHost host)
    {
        var id = (await host.Service.SubmitAsync(new(Specs.Quick(TwoSeeds).Text, null), Cancellation)).Id;
        return (id, _hosts.Grains.GetGrain<ILeaderboardGrain>(id));
    }

    private static TrialRecord? Find(Leaders leaders, long trial) =>
        leaders.Configurations.SelectMany(configuration => configuration.Trials).FirstOrDefault(record => record.Trial == trial);

    private static bool AreAllDone(Leaders? leaders) => leaders is { } known
        && known.Configurations.Sum(configuration => configuration.Trials.Count(trial => trial.State == TrialState.Succeeded)) == 4;

    private static string Describe(Leaders? leaders) => leaders is null
        ? "nothing"
        : string.Join(", ", leaders.Configurations.SelectMany(configuration => configuration.Trials)
            .Select(trial => $"trial {trial.Trial} {trial.State} after epoch {trial.EpochsTrained}"));

    private static double Reads(TextExposition exposition)
    {
        const string series = "sweepcluster_store_call_seconds_count{operation=\"read_leaders\"} ";
        var line = exposition.Read().Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Subscriber : ILeaderboardObserver
    {
        private readonly Lock _gate = new();
        private readonly List<long> _versions = [];
        private Leaders? _latest;

        public Leaders? Latest
        {
            get
            {
                lock (_gate)
                {
                    return _latest;
                }
            }
        }

        public IReadOnlyList<long> Versions
        {
            get
            {
                lock (_gate)
                {
                    return [.. _versions];
                }
            }
        }

        public Task ChangedAsync(Leaders leaders)
        {
            lock (_gate)
            {
                _versions.Add(leaders.Version);
                if (_latest is null || leaders.Version > _latest.Version)
                    _latest = leaders;
            }

            return Task.CompletedTask;
        }
    }
}
