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
        using var lost = _first.Claim(_sweep.Id);
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
        _first.BreakClaims();
        using var taken = _second.Claim(_sweep.Id);

        var refusal = await Should.ThrowAsync<ClaimLostException>(
            () => _first.CommitAsync(_sweep.Id, new(_sweep with { Reason = "late" }, [StoreSamples.Trial(0, 0.9), StoreSamples.Trial(1)], [], []), Cancellation));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain(_sweep.Id);
        (await _second.FindSweepAsync(_sweep.Id, Cancellation))!.Reason.ShouldBe("");
        (await _second.ReadTrialsAsync(_sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe([StoreSamples.Trial(0)]);
        await _second.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation);
    }

    [Fact]
    public async Task Renew_AfterAnotherClaimedAndLeft_LeavesTheSweepAlone()
    {
        using var lost = _first.Claim(_sweep.Id);
        _first.BreakClaims();
        _second.Claim(_sweep.Id).Dispose();

        _first.RenewClaims();

        _second.ClaimHolder(_sweep.Id).ShouldBeNull();
        await Should.ThrowAsync<ClaimLostException>(() => _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation));
    }

    [Fact]
    public async Task Renew_ConnectionLostAndNobodyClaimed_TakesTheClaimAgain()
    {
        using var other = _second.Claim((await _second.CreateSweepAsync(StoreSamples.Sweep(), Cancellation)).Id);
        using var claim = _first.Claim(_sweep.Id);
        _first.BreakClaims();
        await Eventually.ReadAsync("the claim to end with its connection", () => _second.ClaimHolder(_sweep.Id), holder => holder is null, holder => $"held by process {holder}");

        _first.RenewClaims();

        _second.ClaimHolder(_sweep.Id).ShouldBe(Environment.ProcessId);
        Should.Throw<SweepException>(() => _second.Claim(_sweep.Id)).Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName}");
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
    }

    [Fact]
    public async Task Commit_AfterTheClaimWasReleased_EndsWithTheNextClaim()
    {
        _first.Claim(_sweep.Id).Dispose();
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);

        using var next = _second.Claim(_sweep.Id);

        await Should.ThrowAsync<ClaimLostException>(() => _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation));
    }

    [Fact]
    public void Claim_TwiceInOneStore_IsRefused()
    {
        using var claim = _first.Claim(_sweep.Id);

        Should.Throw<SweepException>(() => _first.Claim(_sweep.Id)).Message.ShouldContain($"{Environment.ProcessId}");
    }
}
