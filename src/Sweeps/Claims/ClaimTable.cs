using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Looks;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Decides the claims of a spec by its results, at 95 % over all of them and over all looks together.</summary>
/// <remarks>At each look the hypotheses that are not decided yet are tested by Holm's procedure, where one that shares the level with
/// m - 1 others is held to what its share α / m allows at this look (Ye, Li, Liu and Yao, "A group sequential Holm procedure with multiple
/// primary endpoints", Statistics in Medicine 32, 2013; Maurer and Bretz, "Multiple testing in group sequential trials using graphical
/// approaches", Statistics in Biopharmaceutical Research 5, 2013). What a look has decided stays decided.</remarks>
public static class ClaimTable
{
    /// <summary>Maximum number of seeds that is ever suggested.</summary>
    public const int MaxSeeds = 1000;

    /// <summary>No claim is decided by fewer seeds than this, on the side that has fewer.</summary>
    public const int MinSeeds = 3;

    private const double Level = 0.05;

    /// <summary>One decision per hypothesis, in the order of the spec; empty where it claims nothing.</summary>
    /// <param name="trials">All recorded trials of the sweep. Those that succeeded have figures; those that diverged or failed are missing,
    /// see <see cref="ClaimDecision.Missing"/>.</param>
    /// <param name="epochs">Their epochs, for claims about a certain epoch; where they are missing such a claim is undecided.</param>
    /// <param name="plan">The looks that were taken; null: a single one, at all trials.</param>
    /// <param name="others">The other sweeps that claims name, by these names. Of them the same seeds count at each look.</param>
    public static IReadOnlyList<ClaimDecision> Decide(
        SweepSpec spec, IReadOnlyCollection<TrialRecord> trials, IReadOnlyCollection<EpochRecord>? epochs = null, LookPlan? plan = null,
        IReadOnlyDictionary<string, SweepResults>? others = null)
    {
        plan ??= LookPlan.Single;
        others ??= new Dictionary<string, SweepResults>();
        // Half of the seeds of the first look, so that later seeds change nothing about what is compared.
        var first = plan.Counted.Count > 0 ? plan.Counted[0] : spec.Seeds;
        var seedsSoFar = trials.Count == 0 ? 0 : trials.Max(trial => trial.SeedIndex) + 1;
        var own = new SweepResults(spec, trials, epochs ?? []) { Choosers = Math.Min(first, seedsSoFar) / 2 };
        var decisions = Describe(own, others).Select(row => BeforeAnyLook(row.Undecided, row.Evidence, plan)).ToArray();
        for (var look = 1; look <= plan.Counted.Count; look++)
        {
            var seeds = plan.Counted[look - 1];
            var rows = Describe(
                UpTo(own, seeds), others.ToDictionary(other => other.Key, other => UpTo(other.Value, seeds), StringComparer.Ordinal));
            int[] open = [.. Enumerable.Range(0, decisions.Length).Where(index => decisions[index].Verdict == ClaimVerdict.Undecided)];
            Look(plan, look, open, rows, decisions);
        }

        return decisions;
    }

    private static SweepResults UpTo(SweepResults results, int seeds) =>
        results with { Trials = [.. results.Trials.Where(trial => trial.SeedIndex < seeds)] };

    private static List<(ClaimDecision Undecided, Evidence Evidence)> Describe(
        SweepResults own, IReadOnlyDictionary<string, SweepResults> others)
    {
        var rows = new List<(ClaimDecision Undecided, Evidence Evidence)>();
        foreach (var claim in own.Spec!.Claims)
        {
            var figures = new ClaimFigures(claim, own, others);
            foreach (var hypothesis in claim.Hypotheses)
            {
                var evidence = Evidence.Create(hypothesis, claim.Figure, figures);
                rows.Add((
                    new()
                    {
                        Claim = claim,
                        Hypothesis = hypothesis,
                        Verdict = ClaimVerdict.Undecided,
                        Test = evidence.Method,
                        Seeds = evidence.Test?.Seeds ?? 0,
                        Missing = evidence.Missing,
                        EffectName = evidence.EffectName,
                    },
                    evidence));
            }
        }

        return rows;
    }

    // What is seen before the seeds of the first look have ended decides nothing: it would be a look of its own.
    private static ClaimDecision BeforeAnyLook(ClaimDecision undecided, Evidence evidence, LookPlan plan) =>
        WithEffect(undecided, evidence) with { MaxLooks = plan.MaxLooks };

    private static void Look(
        LookPlan plan, int look, int[] open, List<(ClaimDecision Undecided, Evidence Evidence)> rows, ClaimDecision[] decisions)
    {
        // A hypothesis that can't be decided yet will be, and counts among those that share the level.
        double[] values = [.. open.Select(index => rows[index].Evidence.P)];
        var levels = new Dictionary<int, double>();
        var adjusted = Holm.Adjust(values, Level, LevelAmong);
        var sharing = Holm.Sharing(values);
        foreach (var (place, index) in open.Index())
        {
            var (undecided, evidence) = rows[index];
            decisions[index] = Complete(
                undecided with { Look = look, MaxLooks = plan.MaxLooks }, evidence, adjusted[place], Level / sharing[place],
                LevelAmong(sharing[place]), plan);
        }

        double LevelAmong(int count)
        {
            if (!levels.TryGetValue(count, out var level))
                levels[count] = level = plan.Level(Level / count, look);
            return level;
        }
    }

    // The share is what all looks of the hypothesis have together, the level what this one has.
    private static ClaimDecision Complete(
        ClaimDecision undecided, Evidence evidence, double adjusted, double share, double level, LookPlan plan)
    {
        var shown = WithEffect(undecided, evidence);
        if (evidence.Deciding is not { } deciding || evidence.IsOfSurvivors)
            return shown;
        if (!evidence.HasEnoughSeeds)
            return shown with { MoreSeeds = FurtherSeeds.Find(deciding, share, null, plan) };
        var verdict = adjusted >= Level ? ClaimVerdict.Undecided : evidence.Supports ? ClaimVerdict.Supported : ClaimVerdict.Contradicted;
        return shown with
        {
            Verdict = verdict,
            P = evidence.P,
            AdjustedP = adjusted,
            MoreSeeds = verdict == ClaimVerdict.Undecided ? FurtherSeeds.Find(deciding, share, level, plan) : null,
        };
    }

    private static ClaimDecision WithEffect(ClaimDecision undecided, Evidence evidence) => (evidence.Test, evidence.Deciding) switch
    {
        (null, _) => undecided,
        ({ } test, null) => undecided with { Effect = test.Effect },
        ({ } test, _) => undecided with
        {
            Effect = test.Effect,
            Low = test.Effect - test.HalfWidth,
            High = test.Effect + test.HalfWidth,
            StandardizedEffect = test.Standardized,
        },
    };
}
