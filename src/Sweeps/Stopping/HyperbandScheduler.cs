using System.Collections.Immutable;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Hyperband over a list of configurations: its brackets (see <see cref="HyperbandPlan"/>) take the configurations in their
/// order, and
/// start over when all of them have had theirs. A rung is decided when all of its trials have reached it.</summary>
/// <remarks>While a bracket waits for the last trials of a rung, free workers start the next bracket. A trial without an objective never
/// goes
/// on; a trial that ended by itself keeps its value, and goes on without training.</remarks>
public sealed record HyperbandScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly ImmutableArray<HyperbandBracket> _plan;

    /// <param name="trials">The trials of the first seed are scheduled: one per configuration.</param>
    /// <param name="eta">One in so many trials of a rung goes on; at least 2.</param>
    public HyperbandScheduler(ScheduledTrials trials, int eta) =>
        (_trials, _plan) = (trials, HyperbandPlan.Brackets(trials.Epochs, eta));

    // The configurations before this one belong to brackets that have started.
    private long Taken { get; init; }

    private int StartedBrackets { get; init; }

    private ImmutableSortedDictionary<int, Bracket> Brackets { get; init; } = ImmutableSortedDictionary<int, Bracket>.Empty;

    // The bracket and the score of each trial with an open job.
    private ImmutableDictionary<long, (int Bracket, double Score)> Open { get; init; } =
        ImmutableDictionary<long, (int Bracket, double Score)>.Empty;

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        foreach (var (number, bracket) in Brackets)
        {
            if (bracket.Begun < bracket.Trials)
                return Start(number, bracket);
            if (!bracket.Ready.IsEmpty)
                return Continue(number, bracket);
        }

        return Taken < _trials.Configurations ? StartBracket().Ask() : new(this, null, []);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var trial = result.Job.Trial;
        var (number, before) = Open[trial];
        var bracket = Brackets[number].Report(new(_trials.Score(before, result), trial), result.Ended);
        var decisions = new List<Decision>();
        while (bracket is not null && bracket.Reached.Count == bracket.Plan.TrialsAt(bracket.Rung, bracket.Trials))
            bracket = bracket.Advance(decisions);
        var next = this with
        {
            Open = Open.Remove(trial),
            Brackets = bracket is null ? Brackets.Remove(number) : Brackets.SetItem(number, bracket),
        };
        return new(next, null, decisions);
    }

    private HyperbandScheduler StartBracket()
    {
        var plan = _plan[StartedBrackets % _plan.Length];
        var trials = Math.Min(plan.Trials, _trials.Configurations - Taken);
        return this with
        {
            Taken = Taken + trials,
            StartedBrackets = StartedBrackets + 1,
            Brackets = Brackets.Add(StartedBrackets, new(plan, Taken, trials)),
        };
    }

    private SchedulerStep Start(int number, Bracket bracket)
    {
        var trial = bracket.First + bracket.Begun;
        var next = this with
        {
            Brackets = Brackets.SetItem(number, bracket with { Begun = bracket.Begun + 1 }),
            Open = Open.Add(trial, (number, ScheduledTrials.NoScore)),
        };
        var reason = $"configuration {bracket.Begun + 1:0} of {bracket.Trials:0} in bracket {number + 1:0}";
        return new(next, new Job(trial, 0, bracket.Plan.Epochs[0]), [new(DecisionKind.Start, trial, 0, reason)]);
    }

    private SchedulerStep Continue(int number, Bracket bracket)
    {
        var rest = bracket with { Ready = bracket.Ready.Dequeue(out var ready) };
        var next = this with { Brackets = Brackets.SetItem(number, rest), Open = Open.Add(ready.Trial, (number, ready.Score)) };
        return new(next, new Job(ready.Trial, bracket.Plan.Epochs[bracket.Rung - 1], bracket.Plan.Epochs[bracket.Rung]), []);
    }

    /// <summary>A bracket that has started.</summary>
    /// <param name="First">Its first trial; the others follow.</param>
    /// <param name="Trials">Number of its trials, fewer than planned if no more configurations are left.</param>
    private sealed record Bracket(HyperbandBracket Plan, long First, long Trials)
    {
        public int Rung { get; init; }

        /// <summary>Number of trials that have started.</summary>
        public long Begun { get; init; }

        /// <summary>Trials that go on to the present rung and have no job yet.</summary>
        public ImmutableQueue<RankedTrial> Ready { get; init; } = [];

        /// <summary>Trials that have reached the present rung.</summary>
        public ImmutableSortedSet<RankedTrial> Reached { get; init; } = ImmutableSortedSet.Create(RankedTrial.BestFirst);

        public ImmutableHashSet<long> Ended { get; init; } = [];

        public Bracket Report(RankedTrial trial, bool ended) =>
            this with { Reached = Reached.Add(trial), Ended = ended ? Ended.Add(trial.Trial) : Ended };

        /// <summary>Decides the present rung; null after the last one.</summary>
        public Bracket? Advance(List<Decision> decisions)
        {
            if (Rung == Plan.Epochs.Length - 1)
                return null;
            var best = (int)Plan.TrialsAt(Rung + 1, Trials);
            var (ready, reached, ended) = (ImmutableQueue<RankedTrial>.Empty, Reached.Clear(), Ended);
            for (var i = 0; i < Reached.Count; i++)
            {
                var trial = Reached[i];
                var hasEnded = Ended.Contains(trial.Trial);
                var reason = RankText.Format(i + 1, Reached.Count, Plan.Epochs[Rung], best);
                if (i < best && (hasEnded || trial.Score == ScheduledTrials.NoScore))
                {
                    // Trials without an objective fill the places that no other trial can take.
                    (reached, ended) = (reached.Add(trial), ended.Add(trial.Trial));
                    if (!hasEnded)
                        decisions.Add(new(DecisionKind.Stop, trial.Trial, Plan.Epochs[Rung], "no finite objective"));
                }
                else if (i < best)
                {
                    ready = ready.Enqueue(trial);
                    decisions.Add(new(DecisionKind.Promote, trial.Trial, Plan.Epochs[Rung], reason));
                }
                else if (!hasEnded || trial.Score != ScheduledTrials.NoScore)
                {
                    decisions.Add(new(DecisionKind.Stop, trial.Trial, Plan.Epochs[Rung], reason));
                }
            }

            return this with { Rung = Rung + 1, Ready = ready, Reached = reached, Ended = ended };
        }
    }
}
