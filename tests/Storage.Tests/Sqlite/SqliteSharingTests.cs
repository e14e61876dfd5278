using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Sqlite;

/// <summary>Several stores on one folder, as several processes have, and what must not depend on their order.</summary>
public sealed class SqliteSharingTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Open_NewFolderByManyAtOnce_MakesOneStore()
    {
        const int openers = 4;
        using var start = new Barrier(openers);
        for (var round = 0; round < 40; round++)
        {
            var home = _home.Combine($"{round}");
            var opened = await Task.WhenAll(Enumerable.Range(0, openers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancellation);
                    return SqliteResultStore.Open(home);
                },
                Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))).WithinDeadlineAsync("all to have opened the store");

            var sweeps = await Task.WhenAll(opened.Select(store => store.CreateSweepAsync(StoreSamples.Sweep("a"), Cancellation)))
                .WithinDeadlineAsync("all sweeps to be created");
            sweeps.Select(sweep => sweep.Id).Order().ShouldBe(Enumerable.Range(1, openers).Select(number => $"a-{number}"));
            foreach (var store in opened)
                await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Commit_TwoStoresToTheirOwnSweeps_BothSucceed()
    {
        async Task<long> Write()
        {
            await using var store = SqliteResultStore.Open(_home.Path);
            var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
            for (var trial = 0; trial < 200; trial++)
                await store.CommitAsync(sweep.Id, StoreSamples.Batch(StoreSamples.Trial(trial)), Cancellation);
            return (await store.CountTrialsAsync(sweep.Id, Cancellation))[TrialState.Succeeded];
        }

        (await Task.WhenAll(Task.Run(Write), Task.Run(Write)).WithinDeadlineAsync("both to have written")).ShouldBe([200, 200]);
    }

    [Fact]
    public async Task Means_WhateverTheOrderOfTrials_HaveTheSameBits()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        // Summed in this order and reversed, these differ in the last bits, compensated or not.
        double[] objectives = [-0.3, 1e32, -1e32, -0.3, 1];
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(repeats: 5), Cancellation);
        var trials = objectives.SelectMany((objective, repeat) => new[]
        {
            StoreSamples.Trial(0, objective, seedIndex: repeat), StoreSamples.Trial(1, objectives[^(repeat + 1)], seedIndex: repeat),
        });
        foreach (var trial in trials)
            await store.CommitAsync(sweep.Id, StoreSamples.Batch(trial), Cancellation);

        using var database = SqliteDatabase.Open(_home.Combine("sweeps.db"));
        var means = database.Prepare("SELECT mean FROM configuration_means ORDER BY configuration")
            .All(row => BitConverter.DoubleToInt64Bits(row.Double(0)));
        means.Count.ShouldBe(2);
        means[1].ShouldBe(means[0]);
        (await store.ReadLeadersAsync(sweep.Id, Goal.Maximize, 2, Cancellation)).Select(leader => leader.Configuration).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Commit_SeveralPassesAndStates_LeavesNoCountBelowZero()
    {
        await using var store = SqliteResultStore.Open(_home.Path);
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        foreach (var pass in new[] { 0, 1, 2 })
        {
            await store.CommitAsync(
                sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0, null, TrialState.Running, pass: pass)), Cancellation);
            await store.CommitAsync(
                sweep.Id, StoreSamples.Batch(StoreSamples.Trial(0, pass: pass), StoreSamples.Trial(0, 0.1, pass: pass)), Cancellation);
        }

        using var database = SqliteDatabase.Open(_home.Combine("sweeps.db"));
        database.Prepare("SELECT pass, state, trials FROM trial_counts WHERE trials <> 0").All(row => (row.Int(0), row.Int(1), row.Long(2)))
            .ShouldBe([(2, (int)TrialState.Succeeded, 1L)]);
    }
}
