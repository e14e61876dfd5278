using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Crashes at each commit in turn, before and after it is written: every gap between deciding, saving and acting.</summary>
public sealed class CrashAtEveryCommitTests
{
    private const int Trials = 6;
    private const int Epochs = 2;

    private static readonly SweepSubmission Submission = new(
        Specs.Quick("seeds: 3\nbase: {epochs: 2}\nspace: {width: [8, 16]}\nlimits: {lost_attempts: 100}\n").Text, DataFolder: null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Sweep_CrashedOnceAtAnyCommit_EndsWithExactlyItsGrid(bool written, bool packs)
    {
        var commit = 0;
        bool crashed;
        do
        {
            commit++.ShouldBeLessThan(100, "a sweep of so few trials makes fewer commits.");
            using var folder = new TemporaryFolder();
            await using var store = SqliteResultStore.Open(folder.Path);
            crashed = await RunAsync(store, new CrashingStore(store) { CrashAt = commit, Written = written }, packs);
            if (crashed)
                await RunAsync(store, new CrashingStore(store), packs);
            await ShouldBeCompleteAsync(store, $"commit {commit}");
        }
        while (crashed);

        commit.ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Sweep_CrashedAgainAndAgain_EndsWithExactlyItsGrid(bool written, bool packs)
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteResultStore.Open(folder.Path);
        var crashes = 0;
        // Later each time, since a crash before anything is written makes no headway.
        while (await RunAsync(store, new CrashingStore(store) { CrashAt = 1 + crashes, Written = written }, packs))
            crashes++.ShouldBeLessThan(100);

        crashes.ShouldBeGreaterThan(2);
        await ShouldBeCompleteAsync(store, $"{crashes} crashes");
    }

    /// <summary>One process: starts the sweep, or resumes it, and runs it until it ends or crashes. Answers whether it crashed.</summary>
    private static async Task<bool> RunAsync(SqliteResultStore store, CrashingStore mine, bool packs)
    {
        ITrainer trainer = packs ? new ScriptedPackTrainer(new ScriptedTrainer()) : new ScriptedTrainer();
        await using var service = new EmbeddedSweepService(mine, _ => trainer, new(workers: 2, checkpointRoot: null), TestClock.Create());
        try
        {
            var sweep = (await store.ListSweepsAsync(Cancellation)).SingleOrDefault();
            if (sweep is null)
                sweep = await service.SubmitAsync(Submission, Cancellation);
            else if (sweep.Status == SweepStatus.Running)
                await service.ChangeAsync(sweep.Id, new SweepChange.Resume(), Cancellation);
            await service.WatchAsync(sweep.Id, Cancellation).LastAsync("the sweep to end, or the process to crash", SweepWaits.Describe);
        }
        catch (SweepException) when (mine.HasCrashed)
        {
            return true;
        }

        return mine.HasCrashed;
    }

    private static async Task ShouldBeCompleteAsync(SqliteResultStore store, string because)
    {
        var sweep = (await store.ListSweepsAsync(Cancellation)).Single();
        sweep.Status.ShouldBe(SweepStatus.Finished, because);
        (await store.FindClaimHolderAsync(sweep.Id, Cancellation)).ShouldBeNull(because);
        var trials = await store.ReadTrialsAsync(sweep.Id, Cancellation).ToArrayAsync(Cancellation);
        trials.Select(trial => trial.Trial).ShouldBe(Enumerable.Range(0, Trials).Select(trial => (long)trial), because);
        foreach (var trial in trials)
        {
            trial.State.ShouldBe(TrialState.Succeeded, because);
            trial.Final.ShouldBe(ScriptedTrainer.FinalOf(trial.Trial, Epochs), because);
            trial.Failures.ShouldBe(0, because);
        }

        var epochs = await store.ReadEpochsAsync(sweep.Id, null, Cancellation).ToArrayAsync(Cancellation);
        epochs.ShouldBe(
            from trial in Enumerable.Range(0, Trials)
            from epoch in Enumerable.Range(1, Epochs)
            select new EpochRecord(trial, ScriptedTrainer.ReportOf(trial, epoch)), because);
    }
}
