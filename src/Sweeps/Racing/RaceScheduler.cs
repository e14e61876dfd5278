using System.Collections.Immutable;
using System.Globalization;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Racing;

/// <summary>A race over seeds: repeats go only to configurations that can still be the best. At each look every configuration that is left
/// is
/// compared with the leader, paired by seed; those that are worse are dropped for good.</summary>
/// <remarks>
/// After Maron and Moore, "Hoeffding races" (NIPS 1994), and Birattari et al., "A racing algorithm for configuring metaheuristics" (GECCO
/// 2002), but with error spending over the looks and Bonferroni over the configurations, so that the error holds for the whole race: see
/// <see cref="RaceLevels"/>. The race ends when one configuration is left, when all that are left differ from the leader by less than the
/// indifference, or at the maximum number of seeds. A seed without an objective is left out of comparisons, or counts as the value given
/// for it; a configuration without any objective at a look is dropped if another one has some.
/// </remarks>
public sealed record RaceScheduler : IScheduler
{
    private readonly ScheduledTrials _trials;
    private readonly RaceSettings _settings;
    private readonly ImmutableArray<int> _looks;
    private readonly RaceLevels _levels;
    private readonly int _firstSeed;
    private readonly double? _missing;

    /// <param name="participants">The configurations that take part; null: all of them.</param>
    /// <param name="firstSeed">The first seed index of the race. Where an earlier selection went by the results of seed index 0, the race
    /// has to start at 1: seeds that a configuration was chosen by speak for it.</param>
    /// <param name="missing">The objective of a seed without one, see <see cref="Model.Spec.ObjectiveSpec.DivergedValue"/>; null: the
    /// seed is left out.</param>
    public RaceScheduler(
        ScheduledTrials trials,
        RaceSettings settings,
        IEnumerable<long>? participants = null,
        int firstSeed = 0,
        double? missing = null)
    {
        (_trials, _settings, _looks, _levels) = (trials, settings, settings.Looks(), RaceLevels.FromSettings(settings));
        (_firstSeed, _missing) = (firstSeed, missing);
        Left = (participants ?? Enumerable.Range(0, checked((int)trials.Configurations)).Select(number => (long)number))
            .ToImmutableSortedDictionary(configuration => configuration, _ => ImmutableArray<double?>.Empty);
        Round = [.. Left.Keys];
        // A single configuration has won before the race starts.
        IsOver = Left.Count < 2;
    }

    /// <summary>The configurations that can still be the best.</summary>
    public IEnumerable<long> Candidates => Left.Keys;

    // Their scores by seed.
    private ImmutableSortedDictionary<long, ImmutableArray<double?>> Left { get; init; }

    private int Look { get; init; }

    private bool IsOver { get; init; }

    // The position in the round: seed by seed, and in it configuration by configuration.
    private int Seed { get; init; }

    private int Place { get; init; }

    private ImmutableArray<long> Round { get; init; }

    // The scores of the round, by trial.
    private ImmutableDictionary<long, double?> Results { get; init; } = ImmutableDictionary<long, double?>.Empty;

    private int Open { get; init; }

    /// <inheritdoc/>
    public SchedulerStep Ask()
    {
        if (IsOver)
            return new(this, null, []);
        if (Seed == _looks[Look])
            return new(this, null, []);
        var trial = Trial(Round[Place], Seed);
        var isLast = Place == Round.Length - 1;
        var next = this with { Place = isLast ? 0 : Place + 1, Seed = isLast ? Seed + 1 : Seed, Open = Open + 1 };
        var reason = $"seed {_firstSeed + Seed + 1:0} of a configuration of {Round.Length:0} that can be the best";
        return new(next, new Job(trial, 0, _trials.Epochs), [new(DecisionKind.Start, trial, 0, reason)]);
    }

    /// <inheritdoc/>
    public SchedulerStep Tell(JobResult result)
    {
        var score = _trials.Score(ScheduledTrials.NoScore, result);
        var known = score == ScheduledTrials.NoScore ? Missing() : score;
        var next = this with { Open = Open - 1, Results = Results.Add(result.Job.Trial, known) };
        return next.Open == 0 && next.Seed == _looks[Look] ? next.EndRound() : new(next, null, []);
    }

    private double? Missing() => _missing is { } value ? _trials.Score(value) : null;

    private long Trial(long configuration, int seed) => ((_firstSeed + seed) * _trials.Configurations) + configuration;

    private SchedulerStep EndRound()
    {
        var scores = Left.ToImmutableSortedDictionary(
            own => own.Key,
            own => own.Value.AddRange(Enumerable.Range(own.Value.Length, Seed - own.Value.Length)
                .Select(seed => Results[Trial(own.Key, seed)])));
        var measured = scores.Where(own => own.Value.Any(score => score is not null)).ToList();
        if (measured.Count == 0)
            return new(Next(scores, isOver: Look == _looks.Length - 1), null, []);
        var (leader, best) = measured.MinBy(own => own.Value.OfType<double>().Average());
        var level = scores.Count > 1 ? _levels.Find(Look, scores.Count) : 1;
        var decisions = new List<Decision>();
        var left = scores;
        var isWithin = true;
        foreach (var (configuration, own) in scores.Where(own => own.Key != leader))
        {
            var comparison = SeedComparison.Paired(own, best, level);
            if (!own.Any(score => score is not null) || comparison.IsWorse)
            {
                left = left.Remove(configuration);
                decisions.Add(new(DecisionKind.Drop, configuration, _trials.Epochs, Reason(comparison, leader)));
            }
            else
            {
                isWithin &= comparison.IsWithin(_settings.Indifference);
            }
        }

        return new(Next(left, left.Count == 1 || isWithin || Look == _looks.Length - 1), null, decisions);
    }

    private RaceScheduler Next(ImmutableSortedDictionary<long, ImmutableArray<double?>> left, bool isOver) => this with
    {
        Left = left,
        Look = Look + 1,
        IsOver = isOver,
        Round = [.. left.Keys],
        Results = Results.Clear(),
    };

    private string Reason(SeedComparison comparison, long leader) => comparison.Test is not { } test
        ? $"no objective in {Seed:0} seeds"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{test.Effect:G3} worse than configuration {leader} over {test.Seeds} seeds "
            + $"(p = {test.PAbove:G2}, level {comparison.Level:G2})");
}
