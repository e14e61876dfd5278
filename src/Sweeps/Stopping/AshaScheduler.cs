using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Asynchronous successive halving by promotion: Li et al., "A system for massively parallel hyperparameter tuning" (2018, arXiv
/// 1810.05934), algorithm 2. A free worker promotes the best trial of the highest rung that has one to promote, else it starts the next
/// configuration.</summary>
/// <remarks>Among n trials of a rung the best floor(n / eta) are promoted; equal ones are ranked by their numbers. A trial without an
/// objective is the worst and is never promoted. A trial that ended by itself keeps its value, and a promotion of it costs no
/// training.</remarks>
public sealed record AshaScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly int _eta;
    private readonly ImmutableArray<int> _epochs;

    /// <param name="trials">The trials of the first seed are scheduled: one per configuration.</param>
    public AshaScheduler(ScheduledTrials trials, AshaSettings settings)
    {
        (_trials, _eta, _epochs) = (trials, settings.Eta, settings.Rungs(trials.Epochs));
        Shares = new(_eta, _epochs.Length, settings.Brackets);
        Rungs = [.. Enumerable.Repeat(Enumerable.Repeat(Rung.Empty, _epochs.Length).ToImmutableArray(), settings.Brackets)];
    }

    private long Started { get; init; }

    private BracketShares Shares { get; init; }

    // By bracket, then by rung; the first rungs of later brackets stay empty.
    private ImmutableArray<ImmutableArray<Rung>> Rungs { get; init; }

    private ImmutableDictionary<long, OpenTrial> Open { get; init; } = ImmutableDictionary<long, OpenTrial>.Empty;

    private ImmutableHashSet<long> Ended { get; init; } = [];

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        for (var rung = _epochs.Length - 2; rung >= 0; rung--)
        {
            for (var bracket = 0; bracket < Rungs.Length; bracket++)
            {
                if (Rungs[bracket][rung].BestToPromote(_eta) is { } best)
                    return Promote(bracket, rung, best);
            }
        }

        if (Started < _trials.Configurations)
            return Start();
        return Open.IsEmpty ? StopWaiting() : new(this, null, []);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var trial = result.Job.Trial;
        var (bracket, index, before) = Open[trial];
        var score = _trials.Score(before, result);
        var isWaiting = index < _epochs.Length - 1 && score != ScheduledTrials.NoScore;
        var next = this with
        {
            Open = Open.Remove(trial),
            Ended = isWaiting && result.Ended ? Ended.Add(trial) : Ended,
            Rungs = Replace(bracket, index, Rungs[bracket][index].Add(new(score, trial), isWaiting)),
        };
        var isStopped = score == ScheduledTrials.NoScore && !result.Ended;
        return new(next, null, isStopped ? [new(DecisionKind.Stop, trial, result.Epochs, "no finite objective")] : []);
    }

    private SchedulerStep Promote(int bracket, int rung, RankedTrial best)
    {
        var from = Rungs[bracket][rung];
        var next = this with { Rungs = Replace(bracket, rung, from.Promote(best)) };
        if (Ended.Contains(best.Trial))
        {
            var isWaiting = rung + 1 < _epochs.Length - 1;
            var carried = next with { Rungs = next.Replace(bracket, rung + 1, next.Rungs[bracket][rung + 1].Add(best, isWaiting)) };
            return carried.Ask();
        }

        return new(
            next with { Open = Open.Add(best.Trial, new(bracket, rung + 1, best.Score)) },
            new Job(best.Trial, _epochs[rung], _epochs[rung + 1]),
            [new(DecisionKind.Promote, best.Trial, _epochs[rung], from.Reason(best, _epochs[rung], _eta))]);
    }

    private SchedulerStep Start()
    {
        var (bracket, shares) = Shares.Deal();
        var next = this with
        {
            Started = Started + 1,
            Shares = shares,
            Open = Open.Add(Started, new(bracket, bracket, ScheduledTrials.NoScore)),
        };
        var reason = Rungs.Length == 1 ? "the next configuration" : $"the next configuration, in bracket {bracket + 1}";
        return new(next, new Job(Started, 0, _epochs[bracket]), [new(DecisionKind.Start, Started, 0, reason)]);
    }

    private SchedulerStep StopWaiting()
    {
        var stopped = Rungs.SelectMany(rungs => rungs.SelectMany((rung, index) => rung.Waiting.Select(waiting =>
            new Decision(DecisionKind.Stop, waiting.Trial, _epochs[index], rung.Reason(waiting, _epochs[index], _eta)))));
        var next = this with { Rungs = [.. Rungs.Select(rungs => rungs.Select(rung => rung.StopWaiting()).ToImmutableArray())] };
        return new(next, null, [.. stopped]);
    }

    private ImmutableArray<ImmutableArray<Rung>> Replace(int bracket, int index, Rung rung) =>
        Rungs.SetItem(bracket, Rungs[bracket].SetItem(index, rung));

    /// <summary>The trials that reached a rung.</summary>
    /// <param name="Standing">All of them, the best first.</param>
    /// <param name="Waiting">Those that may yet be promoted.</param>
    private sealed record Rung(ImmutableSortedSet<RankedTrial> Standing, ImmutableSortedSet<RankedTrial> Waiting)
    {
        public static Rung Empty { get; } = new(
            ImmutableSortedSet.Create(RankedTrial.BestFirst), ImmutableSortedSet.Create(RankedTrial.BestFirst));

        public Rung Add(RankedTrial trial, bool isWaiting) =>
            new(Standing.Add(trial), isWaiting ? Waiting.Add(trial) : Waiting);

        public Rung Promote(RankedTrial trial) => this with { Waiting = Waiting.Remove(trial) };

        public Rung StopWaiting() => this with { Waiting = Waiting.Clear() };

        public RankedTrial? BestToPromote(int eta) =>
            Waiting.IsEmpty || Standing.IndexOf(Waiting[0]) >= Standing.Count / eta ? null : Waiting[0];

        public string Reason(RankedTrial trial, int epochs, int eta) =>
            RankText.Format(Standing.IndexOf(trial) + 1, Standing.Count, epochs, Standing.Count / eta);
    }
}
