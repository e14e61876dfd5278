using Npgsql;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>Claims whose holder was declared dead while its sessions live: it is frozen. The holder is a store that nothing closes, or a
/// stopped process.</summary>
[Integration]
public sealed class PostgresTakeOverTests : IAsyncLifetime
{
    private static readonly Claimant Frozen = new("frozen", _ => false);
    private static readonly Claimant Next = new("next", name => name == Frozen.Name);

    private string _connection = "";
    private PostgresResultStore _first = null!;
    private PostgresResultStore _second = null!;
    private SweepRecord _sweep = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => new NpgsqlConnectionStringBuilder(_connection).Database!;

    public async ValueTask InitializeAsync()
    {
        Requirement.SkipWithout(Requirement.Postgres);
        _connection = PostgresServer.Shared.CreateDatabase();
        _first = PostgresResultStore.Open(new(_connection));
        _second = PostgresResultStore.Open(new(_connection));
        _sweep = await _first.CreateSweepAsync(StoreSamples.Sweep(configurations: 1_000_000), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sweep is null)
            return;
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Claim_HolderDeclaredDead_PassesAndFencesWhateverTheHolderWrites()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation);
        await _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);

        await using var taken = await _second.ClaimAsync(_sweep.Id, Next, Cancellation);
        await _second.PostRequestAsync(_sweep.Id, SweepRequest.Pause, Cancellation);

        var late = new StoreBatch(
            _sweep with { Reason = "late" }, [StoreSamples.Trial(0, 0.9), StoreSamples.Trial(1)], [new(1, StoreSamples.Report(1))],
            [new(StoreSamples.Start, "paused", null, "late")]);
        await Should.ThrowAsync<ClaimLostException>(() => _first.CommitAsync(_sweep.Id, late, Cancellation));
        await Should.ThrowAsync<ClaimLostException>(() => _first.DeleteSweepAsync(_sweep.Id, Cancellation));
        (await _first.TakeRequestAsync(_sweep.Id, Cancellation)).ShouldBeNull("the request is for the process that runs the sweep.");
        (await _second.TakeRequestAsync(_sweep.Id, Cancellation)).ShouldBe(SweepRequest.Pause);
        (await _second.FindSweepAsync(_sweep.Id, Cancellation))!.Reason.ShouldBe("");
        (await _second.ReadTrialsAsync(_sweep.Id, Cancellation).ToListAsync(Cancellation)).ShouldBe([StoreSamples.Trial(0)]);
        (await _second.ReadEpochsAsync(_sweep.Id, null, Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
        (await _second.ReadEventsAsync(_sweep.Id, Cancellation)).ShouldBeEmpty();
        await _second.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation);
    }

    [Fact]
    public async Task Claim_TakenOver_IsHeldLikeAnyOther()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation);
        await using var taken = await _second.ClaimAsync(_sweep.Id, Next, Cancellation);

        // The sessions that held the lock are ended, so that the lock is the next holder's own.
        await _first.RenewClaimsAsync();

        await using var third = PostgresResultStore.Open(new(_connection));
        await Should.ThrowAsync<ClaimHeldException>(
            () => third.ClaimAsync(_sweep.Id, new("third", name => name == Frozen.Name), Cancellation));
        await Should.ThrowAsync<ClaimHeldException>(() => third.ClaimAsync(_sweep.Id, claimant: null, Cancellation));
        await taken.DisposeAsync();
        await (await third.ClaimAsync(_sweep.Id, claimant: null, Cancellation)).DisposeAsync();
    }

    [Theory]
    [InlineData("frozen", false)]
    [InlineData(null, true)]
    public async Task Claim_HolderAliveOrWithoutAName_IsRefused(string? name, bool areOthersDead)
    {
        await using var held = await _first.ClaimAsync(_sweep.Id, name is null ? null : Frozen, Cancellation);

        (await Should.ThrowAsync<ClaimHeldException>(() => _second.ClaimAsync(_sweep.Id, new("next", _ => areOthersDead), Cancellation)))
            .Message.ShouldContain($"{Environment.ProcessId}");
    }

    [Fact]
    public async Task Claim_AfterAHolderWithoutAName_DoesNotTakeItForTheOneBefore()
    {
        await (await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation)).DisposeAsync();
        await using var held = await _first.ClaimAsync(_sweep.Id, claimant: null, Cancellation);

        await Should.ThrowAsync<ClaimHeldException>(() => _second.ClaimAsync(_sweep.Id, Next, Cancellation));
    }

    [Fact]
    public async Task Claim_HolderFrozenWithinACommit_PassesAtOnce()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation);
        // Half of a commit: the row is locked, and the rest never comes.
        await using var half = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_connection) { Pooling = false, SearchPath = "sweepcluster" }.ConnectionString);
        await half.OpenAsync(Cancellation);
        await using var begin = new NpgsqlCommand("BEGIN; SELECT hold(sweep, claim_token) FROM sweeps", half);
        await begin.ExecuteNonQueryAsync(Cancellation);

        await using var taken = await _second.ClaimAsync(_sweep.Id, Next, Cancellation).WithinDeadlineAsync("the claim to pass");

        await using var rest = new NpgsqlCommand("UPDATE sweeps SET reason = 'late'; COMMIT", half);
        await Should.ThrowAsync<NpgsqlException>(() => rest.ExecuteNonQueryAsync(Cancellation));
        (await _second.FindSweepAsync(_sweep.Id, Cancellation))!.Reason.ShouldBe("");
        await _second.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
    }

    [Fact]
    public async Task Claim_SessionsMayNotBeEnded_PassesByItsToken()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation);
        var role = $"helper_{Database}";
        PostgresServer.Shared.Execute(
            Database,
            $"CREATE ROLE {role} LOGIN PASSWORD 'helper'; GRANT USAGE ON SCHEMA sweepcluster TO {role}; "
            + $"GRANT ALL ON ALL TABLES IN SCHEMA sweepcluster TO {role}; "
            + $"GRANT ALL ON ALL SEQUENCES IN SCHEMA sweepcluster TO {role};");
        await using var helper = PostgresResultStore.Open(
            new(new NpgsqlConnectionStringBuilder(_connection) { Username = role, Password = "helper" }.ConnectionString));

        await using var taken = await helper.ClaimAsync(_sweep.Id, Next, Cancellation);

        await Should.ThrowAsync<ClaimLostException>(
            () => _first.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation));
        await helper.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(1)), Cancellation);
        await Should.ThrowAsync<ClaimHeldException>(
            () => _second.ClaimAsync(_sweep.Id, new("third", name => name == Frozen.Name), Cancellation),
            "its holder is the helper now, whichever process has the lock.");
    }

    [Fact]
    public async Task Claim_OfADeadHolderBySeveralAtOnce_PassesToOne()
    {
        await using var lost = await _first.ClaimAsync(_sweep.Id, Frozen, Cancellation);
        const int claimants = 4;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stores = Enumerable.Range(0, claimants).Select(_ => PostgresResultStore.Open(new(_connection))).ToList();

        var all = Task.WhenAll(stores.Select(async (store, number) =>
        {
            await start.Task;
            try
            {
                return await store.ClaimAsync(_sweep.Id, new($"{number}", name => name == Frozen.Name), Cancellation);
            }
            catch (ClaimHeldException)
            {
                return null;
            }
        }));
        start.SetResult();
        var claims = await all.WithinDeadlineAsync("all to have tried");

        var winner = claims.Index().Where(claim => claim.Item is not null).ShouldHaveSingleItem().Index;
        await stores[winner].CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [LinuxFact]
    public async Task Writer_StoppedAndOvertaken_EndsWithoutAnotherWrite()
    {
        using var writer = ChildProcess.Start(
            new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SweepCluster.Storage.Writer.dll"), _connection, _sweep.Id, Frozen.Name])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        using var end = writer.KillAtTheEnd();
        var errors = new ChildOutput(writer.StandardError);
        for (var batch = 0; batch < 10; batch++)
            await writer.StandardOutput.ReadUntilAsync($"line {batch} of the writer", _ => true);
        writer.Signal("STOP");
        await Eventually.HoldsAsync("the writer to be stopped", () => LocalProcess.IsStopped(writer.Id));

        await using var taken = await _second.ClaimAsync(_sweep.Id, Next, Cancellation).WithinDeadlineAsync("the claim to pass");
        var recorded = await TrialsAsync();
        await _second.CommitAsync(_sweep.Id, StoreSamples.Batch(StoreSamples.Trial(999_999)), Cancellation);
        writer.Signal("CONT");
        var output = new ChildOutput(writer.StandardOutput);
        await writer.EndAsync(() => $"{output.Text}{errors.Text}");

        writer.ExitCode.ShouldNotBe(0);
        (await errors.ReadToEndAsync()).ShouldContain(nameof(ClaimLostException));
        (await TrialsAsync()).ShouldBe([.. recorded, 999_999]);
    }

    private async Task<List<long>> TrialsAsync() =>
        await _second.ReadTrialsAsync(_sweep.Id, Cancellation).Select(trial => trial.Trial).ToListAsync(Cancellation);
}
