using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>A server that goes away and comes back.</summary>
public sealed class PostgresOutageTests : IDisposable
{
    private readonly PostgresServer? _server = Requirement.Postgres is null ? new() : null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresServer Server => _server!;

    public void Dispose() => _server?.Dispose();

    [PostgresFact]
    public async Task Commit_ServerCrashesInTheMiddleAgainAndAgain_LosesNothingAndRepeatsNothing()
    {
        const int batches = 150;
        const int batchSize = 40;
        await using var store = PostgresResultStore.Open(new(Server.CreateDatabase()));
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(configurations: 100_000), Cancellation);
        await using var claim = await store.ClaimAsync(sweep.Id, claimant: null, Cancellation);
        using var reached = new SemaphoreSlim(0);
        async Task WriteAsync()
        {
            for (var batch = 0; batch < batches; batch++)
            {
                var trials = Enumerable.Range(batch * batchSize, batchSize)
                    .Select(trial => StoreSamples.Trial(trial, configurations: 100_000))
                    .ToList();
                var epochs = trials.Select(trial => new EpochRecord(trial.Trial, StoreSamples.Report(1))).ToList();
                var noted = new EventRecord(StoreSamples.Start.AddTicks(batch), "batch", null, $"{batch}");
                await store.CommitAsync(sweep.Id, new(null, trials, epochs, [noted]), Cancellation);
                if (batch % 40 == 30)
                    reached.Release();
            }
        }

        var writing = Task.Run(WriteAsync, Cancellation);
        for (var crash = 0; crash < 3; crash++)
        {
            // A writer that gave up would never get there.
            (await Task.WhenAny(reached.WaitAsync(Cancellation), writing).WithinDeadlineAsync($"the writer to go on after {crash} crashes"))
                .ShouldNotBe(writing);
            Server.StopAtOnce();
            Server.Start();
        }

        await writing.WithinDeadlineAsync("the writer to end");
        var numbers = Enumerable.Range(0, batches * batchSize).Select(trial => (long)trial).ToList();
        (await store.ReadTrialsAsync(sweep.Id, Cancellation).Select(trial => trial.Trial).ToListAsync(Cancellation)).ShouldBe(numbers);
        (await store.ReadEpochsAsync(sweep.Id, null, Cancellation).Select(epoch => epoch.Trial).ToListAsync(Cancellation))
            .ShouldBe(numbers);
        (await store.ReadEventsAsync(sweep.Id, Cancellation)).Select(noted => noted.Detail)
            .ShouldBe(Enumerable.Range(0, batches).Select(batch => $"{batch}"));
        (await store.CountTrialsAsync(sweep.Id, Cancellation))
            .ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = numbers.Count });
        (await store.FindClaimHolderAsync(sweep.Id, Cancellation))
            .ShouldBe(Environment.ProcessId, "the commit that had to wait took the claim again.");
    }

    [PostgresFact]
    public async Task Commit_ServerStaysAway_IsRefusedAfterTheTimeout()
    {
        var time = TestClock.Create();
        var began = time.GetUtcNow();
        await using var store = PostgresResultStore.Open(new(Server.CreateDatabase()) { Time = time });
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        await using var claim = await store.ClaimAsync(sweep.Id, claimant: null, Cancellation);
        Server.StopAtOnce();

        var committing = Task.Run(() => store.CommitAsync(sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation), Cancellation);
        var refusal = await Should.ThrowAsync<SweepException>(
            () => committing.WhileRepeatingAsync(() => time.Advance(TimeSpan.FromSeconds(1)), "the commit to be refused"));
        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain($"127.0.0.1:{Server.Port}");
        refusal.Message.ShouldNotContain(PostgresServer.Password);
        (time.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2));

        Server.Start();
        await store.CommitAsync(sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0)), Cancellation);
        (await store.FindTrialAsync(sweep.Id, 0, Cancellation)).ShouldBe(StoreSamples.Trial(0));
    }
}
