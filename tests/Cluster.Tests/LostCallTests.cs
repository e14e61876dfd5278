using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests;

/// <summary>Whatever call between slot, trial and sweep is lost, before or after it was made, the sweep ends with its grid; and what a user
/// asked for is done once.</summary>
public sealed class LostCallTests : IAsyncDisposable
{
    private const string Grid = "seeds: 4\nbase: {epochs: 3}\nspace: {width: [8, 16]}\n";

    private readonly ClusterHosts _hosts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    [Theory]
    [InlineData(nameof(ITrialGrain.BeginAsync), false)]
    [InlineData(nameof(ITrialGrain.BeginAsync), true)]
    [InlineData(nameof(ITrialGrain.ReportAsync), false)]
    [InlineData(nameof(ITrialGrain.ReportAsync), true)]
    [InlineData(nameof(ISweepGrain.ExchangeAsync), false)]
    [InlineData(nameof(ISweepGrain.ExchangeAsync), true)]
    [InlineData(nameof(ISweepGrain.SnapshotAsync), false)]
    [InlineData(nameof(ISweepGrain.SnapshotAsync), true)]
    [InlineData(nameof(ILeaderboardFeedGrain.AddAsync), false)]
    [InlineData(nameof(ILeaderboardFeedGrain.AddAsync), true)]
    [InlineData(nameof(ISweepCatalogGrain.NextAsync), false)]
    [InlineData(nameof(ISweepCatalogGrain.NextAsync), true)]
    [InlineData(nameof(ISweepCatalogGrain.DeclareAsync), false)]
    [InlineData(nameof(ISweepCatalogGrain.DeclareAsync), true)]
    public async Task Sweep_WhoseCallsAreLost_EndsWithItsGrid(string method, bool isDone)
    {
        // A trial's grain is called from the second attempt on, as a first one has no older one to refuse.
        var isFence = method is nameof(ITrialGrain.BeginAsync) or nameof(ITrialGrain.ReportAsync);
        var trainer = new ScriptedTrainer
        {
            Script = lease => isFence && lease.Attempt == 1 ? new TrialOutcome.Failed("the first attempt fails") : null,
        };
        // Slots feed the leaderboard with trials that are still running.
        var isFeed = method == nameof(ILeaderboardFeedGrain.AddAsync);
        var gate = isFeed ? trainer.HoldBefore(trial: 0, epoch: 3) : null;
        await using var host = await _hosts.StartAsync(trainer, 2);
        _hosts.Lost.Lose(method, isDone, calls: isFeed ? 1 : 3);
        var id = (await host.Service.SubmitAsync(
            new(Specs.Quick(Grid).Text, null), Cancellation)).Id;

        if (isFeed)
            await AllLostAsync(method);
        gate?.Open();
        await host.Service.WaitForEndAsync(id);

        // Some of the calls are made whether a sweep runs or not.
        await AllLostAsync(method);
        (await host.Store.CountTrialsAsync(id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 8 });
        (await host.Store.ReadEpochsAsync(id, null, Cancellation).ToArrayAsync(Cancellation)).Length.ShouldBe(24);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submit_WhoseCallsAreLost_RecordsOneSweep(bool isDone)
    {
        await using var host = await _hosts.StartAsync(new ScriptedTrainer(), 2);
        _hosts.Lost.Lose(nameof(ISweepCatalogGrain.SubmitAsync), isDone, calls: 3);

        var sweep = await host.Service.SubmitAsync(new(Specs.Quick(Grid).Text, null), Cancellation)
            .WithinDeadlineAsync("the sweep to be submitted");

        _hosts.Lost.Left.ShouldBe(0);
        (await host.Store.ListSweepsAsync(Cancellation)).Select(recorded => recorded.Id).ShouldBe([sweep.Id]);
        await host.Service.WaitForEndAsync(sweep.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Extend_WhoseCallsAreLost_ExtendsOnce(bool isDone)
    {
        await using var host = await _hosts.StartAsync(new ScriptedTrainer(), 2);
        var id = (await host.Service.SubmitAsync(new(Specs.Quick(Grid).Text, null), Cancellation)).Id;
        await host.Service.WaitForEndAsync(id);
        _hosts.Lost.Lose(nameof(ISweepGrain.ChangeAsync), isDone, calls: 3);

        var extended = await host.Service.ChangeAsync(id, new SweepChange.ExtendEpochs(2), Cancellation)
            .WithinDeadlineAsync("the sweep to be extended");
        await host.Service.WaitForEndAsync(id);

        _hosts.Lost.Left.ShouldBe(0);
        extended.EpochBonus.ShouldBe(2);
        (await host.Store.ReadEpochsAsync(id, null, Cancellation).ToArrayAsync(Cancellation)).Length.ShouldBe(8 * 5);
    }

    private async Task AllLostAsync(string method) => await Eventually.ReadAsync(
        $"every call of {method} to be lost that is to be",
        () => _hosts.Lost.Left,
        left => left <= 0,
        left => $"{left} still to be lost");
}
