using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Testing.Stores;

/// <summary>What every store must do for sweeps with a schedule, and the store of a test.</summary>
public abstract class ScheduleStoreContract : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IResultStore Store { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Store = Open();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Commit_WithDecisions_KeepsEachAsItWasFirst()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var enormous = Int128.MaxValue.ToString(CultureInfo.InvariantCulture);
        DecisionRecord[] decisions =
        [
            new(1, "0", "start", 0, 0, "the next configuration"), new(2, "27", "promote", long.MaxValue, 3, "1st of 3: «näher»"),
            new(10, enormous, "stop", 7, int.MaxValue, ""),
        ];
        await Store.CommitAsync(sweep.Id, new(null, [Trial(0)], [], []) { Decisions = [decisions[2], decisions[0]] }, Cancellation);
        await Store.CommitAsync(
            sweep.Id, new(null, [], [], []) { Decisions = [decisions[0] with { Reason = "another" }, decisions[1]] }, Cancellation);

        await using var second = Open();
        (await second.ReadDecisionsAsync(sweep.Id, Cancellation)).ShouldBe(decisions);
        (await second.ReadDecisionsAsync(other.Id, Cancellation)).ShouldBeEmpty();
        await Store.DeleteSweepAsync(sweep.Id, Cancellation);
        await Should.ThrowAsync<SweepException>(() => Store.ReadDecisionsAsync(sweep.Id, Cancellation));
    }

    [Fact]
    public async Task Commit_OfTrialsThatWaitOrAreStopped_LeavesThemOutOfTheMeans()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        await Store.CommitAsync(
            sweep.Id,
            Batch(
                Trial(0, 0.5), Trial(1, 0.99, TrialState.Running) with { StopAt = 3 }, Trial(2, 0.9, TrialState.Paused) with { StopAt = 3 },
                Trial(3, 0.95, TrialState.Stopped) with { StopAt = 1 }),
            Cancellation);
        await Store.CommitAsync(sweep.Id, Batch(Trial(1, 0.99, TrialState.Stopped) with { StopAt = 3 }), Cancellation);

        (await Store.ReadLeadersAsync(sweep.Id, Goal.Maximize, 10, Cancellation))
            .Select(leader => leader.Configuration).ShouldBe([0]);
        (await Store.FindTrialAsync(sweep.Id, 1, Cancellation))!.StopAt.ShouldBe(3);
        (await Store.FindTrialAsync(sweep.Id, 0, Cancellation))!.StopAt.ShouldBeNull();
        (await Store.CountTrialsAsync(sweep.Id, Cancellation))[TrialState.Stopped].ShouldBe(2);
    }

    /// <summary>Opens the store of this test, as another process would.</summary>
    protected abstract IResultStore Open();
}
