using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Asynchronous successive halving by stopping, as in Optuna's SuccessiveHalvingPruner and Ray's AsyncHyperBandScheduler: a trial
/// that reaches a rung goes on at once if it is among the best floor(n / eta) of the n trials that reached it so far, itself included, and
/// is
/// stopped for good otherwise.</summary>
/// <remarks>While fewer than eta trials have reached a rung, the best of them goes on. A trial as good as the last that goes on goes on,
/// too.
/// The worker of a trial that goes on keeps it.</remarks>
public sealed record AshaStopScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly int _eta;
    private readonly ImmutableArray<int> _epochs;

    /// <param name="trials">The trials of the first seed are scheduled: one per configuration.</param>
    public AshaStopScheduler(ScheduledTrials trials, AshaSettings settings)
    {
        (_trials, _eta, _epochs) = (trials, settings.Eta, settings.Rungs(trials.Epochs));
        Shares = new(_eta, _epochs.Length, settings.Brackets);
        var empty = Enumerable.Repeat(ImmutableSortedSet.Create(RankedTrial.BestFirst), _epochs.Length).ToImmutableArray();
        Rungs = [.. Enumerable.Repeat(empty, settings.Brackets)];
    }

    private long Started { get; init; }

    private BracketShares Shares { get; init; }

    // By bracket, then by rung.
    private ImmutableArray<ImmutableArray<ImmutableSortedSet<RankedTrial>>> Rungs { get; init; }

    private ImmutableQueue<long> Ready { get; init; } = [];

    private ImmutableDictionary<long, OpenTrial> Going { get; init; } = ImmutableDictionary<long, OpenTrial>.Empty;

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        if (!Ready.IsEmpty)
        {
            var next = this with { Ready = Ready.Dequeue(out var ready) };
            var rung = Going[ready].Rung;
            return new(next, new Job(ready, _epochs[rung - 1], _epochs[rung]), []);
        }

        if (Started == _trials.Configurations)
            return new(this, null, []);
        var (bracket, shares) = Shares.Deal();
        var started = this with
        {
            Started = Started + 1,
            Shares = shares,
            Going = Going.Add(Started, new(bracket, bracket, ScheduledTrials.NoScore)),
        };
        var reason = Rungs.Length == 1 ? "the next configuration" : $"the next configuration, in bracket {bracket + 1}";
        return new(started, new Job(Started, 0, _epochs[bracket]), [new(DecisionKind.Start, Started, 0, reason)]);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var trial = result.Job.Trial;
        var (bracket, rung, before) = Going[trial];
        var ranked = new RankedTrial(_trials.Score(before, result), trial);
        if (ranked.Score == ScheduledTrials.NoScore)
        {
            return new(
                this with { Going = Going.Remove(trial), Rungs = Add(bracket, rung, ranked) },
                null,
                result.Ended ? [] : [new(DecisionKind.Stop, trial, result.Epochs, "no finite objective")]);
        }

        // A trial that ended by itself meets the further rungs with the value that it has.
        var next = this;
        for (; rung < _epochs.Length - 1; rung++)
        {
            next = next with { Rungs = next.Add(bracket, rung, ranked) };
            var standing = next.Rungs[bracket][rung];
            var best = Math.Max(1, standing.Count / _eta);
            var reason = RankText.Format(standing.IndexOf(ranked) + 1, standing.Count, _epochs[rung], best);
            if (ranked.Score > standing[best - 1].Score)
            {
                return new(
                    next with { Going = Going.Remove(trial) }, null, [new(DecisionKind.Stop, trial, result.Epochs, reason)]);
            }

            if (!result.Ended)
            {
                next = next with { Going = Going.SetItem(trial, new(bracket, rung + 1, ranked.Score)), Ready = Ready.Enqueue(trial) };
                return new(next, null, [new(DecisionKind.Promote, trial, result.Epochs, reason)]);
            }
        }

        return new(next with { Going = Going.Remove(trial), Rungs = next.Add(bracket, rung, ranked) }, null, []);
    }

    private ImmutableArray<ImmutableArray<ImmutableSortedSet<RankedTrial>>> Add(int bracket, int rung, RankedTrial trial) =>
        Rungs.SetItem(bracket, Rungs[bracket].SetItem(rung, Rungs[bracket][rung].Add(trial)));
}
