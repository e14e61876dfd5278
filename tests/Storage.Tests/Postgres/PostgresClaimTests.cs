using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>Who may write, whatever happens to the connection that holds the claim. Two stores stand for two processes.</summary>
[Integration]
public sealed class PostgresClaimTests : IAsyncLifetime
{
    private PostgresResultStore _first = null!;
    private PostgresResultStore _second = null!;
    private SweepRecord _sweep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Requirement.SkipWithout(Requirement.Postgres);
        var options = new PostgresOptions(PostgresServer.Shared.CreateDatabase());
        _first = PostgresResultStore.Open(options);
        _second = PostgresResultStore.Open(options);
        _sweep = await _first.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sweep is null)
            return;
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Commit_AfterAnotherClaimed_IsRefusedAndWritesNothing()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation);
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
        await _first.BreakClaimsAsync();
        await using var taken = await _second.ClaimAsync(_sweep.Id, claimant: null, Cancellation);

        var refusal = await Should.ThrowAsync<ClaimLostException>(
            () => _first.CommitAsync(
                _sweep.Id,
                new(_sweep with { Reason = "late" }, [StoreSamples.Trial(0, 0.9), StoreSamples.Trial(1)], [], []),
                Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain(_sweep.Id);
        (await _second.FindSweepAsync(_sweep.Id, Cancellation))!.Reason.ShouldBe("");
        (await _second.ReadTrialsAsync(_sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe([StoreSamples.Trial(0)]);
        await _second.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation);
    }

    [Fact]
    public async Task Renew_AfterAnotherClaimedAndLeft_LeavesTheSweepAlone()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation);
        await _first.BreakClaimsAsync();
        await (await _second.ClaimAsync(_sweep.Id, claimant: null, Cancellation)).DisposeAsync();

        await _first.RenewClaimsAsync();

        (await _second.FindClaimHolderAsync(_sweep.Id, Cancellation)).ShouldBeNull();
        await Should.ThrowAsync<ClaimLostException>(
            () => _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation));
    }

    [Fact]
    public async Task Renew_ConnectionLostAndNobodyClaimed_TakesTheClaimAgain()
    {
        var another = await _second.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        await using var other = await _second.ClaimAsync(another.Id, claimant: null, Cancellation);
        await using var claim = await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation);
        await _first.BreakClaimsAsync();
        await Eventually.ReadAsync(
            "the claim to end with its connection",
            () => _second.FindClaimHolderAsync(_sweep.Id, Cancellation),
            holder => holder is null,
            holder => $"held by process {holder}");

        await _first.RenewClaimsAsync();

        (await _second.FindClaimHolderAsync(_sweep.Id, Cancellation)).ShouldBe(Environment.ProcessId);
        (await Should.ThrowAsync<SweepException>(() => _second.ClaimAsync(_sweep.Id, claimant: null, Cancellation)))
            .Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName}");
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
    }

    [Fact]
    public async Task Commit_AfterTheClaimWasReleased_EndsWithTheNextClaim()
    {
        await (await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation)).DisposeAsync();
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);

        await using var next = await _second.ClaimAsync(_sweep.Id, claimant: null, Cancellation);

        await Should.ThrowAsync<ClaimLostException>(
            () => _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation));
    }

    [Fact]
    public async Task Claim_TwiceInOneStore_IsRefused()
    {
        await using var claim = await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation);

        (await Should.ThrowAsync<SweepException>(() => _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation)))
            .Message.ShouldContain($"{Environment.ProcessId}");
    }
}
