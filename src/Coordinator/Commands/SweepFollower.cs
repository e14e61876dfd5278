using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.TensorBoard;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Commands;

/// <summary>Follows a sweep on a view until it stops running.</summary>
/// <param name="board">Receives the running trials from time to time; null if nothing does.</param>
internal sealed class SweepFollower(
    IResultReader store, ISweepView view, SweepSpec spec, TimeProvider time, TensorBoardFolder? board = null)
{
    private static readonly TimeSpan LeadersInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndedInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan BoardInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SilenceInterval = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _running = [];
    private long? _boardWritten;
    private long? _leadersRead;
    private long? _endedRead;

    /// <param name="ended">The trials that have ended before.</param>
    public async Task FollowAsync(ISweepService service, string sweepId, EndedTrials ended, CancellationToken stop)
    {
        SweepSnapshot? last = null;
        await using var snapshots = service.WatchAsync(sweepId, stop).GetAsyncEnumerator(stop);
        while (await NextAsync(snapshots))
        {
            var snapshot = last = snapshots.Current;
            var leaders = view.Leaders > 0 && IsDue(ref _leadersRead, LeadersInterval)
                ? await LeadersAsync(sweepId, view.Leaders, stop)
                : null;
            var (first, others) = view.MaxEnded > 0 && IsDue(ref _endedRead, EndedInterval)
                ? await EndedAsync(snapshot.Sweep, ended, stop)
                : ([], 0);
            view.Update(new(snapshot, leaders, first, others));
            if (board is not null && IsDue(ref _boardWritten, BoardInterval))
                await WriteRunningAsync(board, snapshot, stop);
        }

        if (last is not null && view.MaxEnded > 0)
        {
            var (first, others) = await EndedAsync(last.Sweep, ended, stop);
            view.Update(new(last, null, first, others));
        }
    }

    // A machine that stalls for a while does not end the following.
    private async Task<bool> NextAsync(IAsyncEnumerator<SweepSnapshot> snapshots)
    {
        var next = snapshots.MoveNextAsync().AsTask();
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return await next.WaitAsync(SilenceInterval, time);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                view.Silent(time.GetElapsedTime(started));
            }
        }
    }

    // Writes the trials that run, and those that ran at the last call. Trials in between are written when the following ends.
    private async Task WriteRunningAsync(TensorBoardFolder folder, SweepSnapshot snapshot, CancellationToken cancellation)
    {
        var running = snapshot.Running.Select(trial => trial.Trial).ToArray();
        foreach (var trial in _running.Union(running))
            await folder.WriteAsync(trial, cancellation);
        _running.Clear();
        _running.UnionWith(running);
    }

    public async Task<IReadOnlyList<LeaderboardRow>> LeadersAsync(string sweepId, int top, CancellationToken cancellation) =>
        LeaderboardTable.BuildAll(spec, await store.ReadLeadersAsync(sweepId, spec.Objective.Goal, top, cancellation));

    private async Task<(IReadOnlyList<TrialRecord> First, long Others)> EndedAsync(
        SweepRecord sweep, EndedTrials ended, CancellationToken cancellation)
    {
        var progress = await store.LoadProgressAsync(sweep.Id, sweep.Pass, cancellation);
        var (numbers, others) = ended.Advance(sweep.Pass, progress, view.MaxEnded);
        var trials = new List<TrialRecord>(numbers.Count);
        await foreach (var trial in store.FindTrialsAsync(sweep.Id, numbers, cancellation))
        {
            // For example, a trial that had diverged is skipped by a later pass.
            if (trial.Pass == sweep.Pass)
                trials.Add(trial);
        }

        return (trials, others);
    }

    private bool IsDue(ref long? read, TimeSpan interval)
    {
        if (read is { } before && time.GetElapsedTime(before) < interval)
            return false;
        read = time.GetTimestamp();
        return true;
    }
}
