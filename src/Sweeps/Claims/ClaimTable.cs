using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims.Statistics;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Decides the claims of a spec by its results, at 95 % over all of them together.</summary>
public static class ClaimTable
{
    /// <summary>No more seeds than this are ever asked for.</summary>
    public const int MaxSeeds = 1000;

    /// <summary>No claim is decided by fewer seeds than this, on the side that has fewer.</summary>
    public const int MinSeeds = 3;

    private const double Level = 0.05;
    private const double WantedPower = 0.8;

    /// <summary>One decision per hypothesis, in the order of the spec; empty where it claims nothing.</summary>
    /// <param name="trials">All recorded trials of the sweep. Those that succeeded have figures; those that diverged or failed are missing,
    /// see <see cref="ClaimDecision.Missing"/>.</param>
    /// <param name="epochs">Their epochs, for claims about a certain epoch; where they are missing such a claim is undecided.</param>
    public static IReadOnlyList<ClaimDecision> Decide(
        SweepSpec spec, IReadOnlyCollection<TrialRecord> trials, IReadOnlyCollection<EpochRecord>? epochs = null)
    {
        var reports = (epochs ?? []).ToDictionary(epoch => (epoch.Trial, epoch.Report.Epoch), epoch => epoch.Report);
        var rows = new List<(ClaimDecision Undecided, Evidence Evidence)>();
        foreach (var claim in spec.Claims)
        {
            var figures = new SeedValues(spec, claim, trials, reports);
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

        // A hypothesis that can't be decided yet will be, and counts among those that share the level.
        var values = rows.ConvertAll(row => row.Evidence.P);
        var (adjusted, levels) = (Holm.Adjust(values), Holm.Levels(values, Level));
        return [.. rows.Select((row, index) => Complete(row.Undecided, row.Evidence, adjusted[index], levels[index]))];
    }

    private static ClaimDecision Complete(ClaimDecision undecided, Evidence evidence, double adjusted, double level)
    {
        if (evidence.Test is not { } test)
            return undecided;
        if (evidence.Deciding is not { } deciding)
            return undecided with { Effect = test.Effect };
        if (evidence.IsOfSurvivors)
            return WithEffect(undecided, test);
        if (!evidence.HasEnoughSeeds)
            return WithEffect(undecided, test) with { MoreSeeds = MoreSeeds(deciding, level) };
        var verdict = adjusted >= Level ? ClaimVerdict.Undecided : evidence.Supports ? ClaimVerdict.Supported : ClaimVerdict.Contradicted;
        return WithEffect(undecided, test) with
        {
            Verdict = verdict,
            P = evidence.P,
            AdjustedP = adjusted,
            MoreSeeds = verdict == ClaimVerdict.Undecided ? MoreSeeds(deciding, level) : null,
        };
    }

    private static ClaimDecision WithEffect(ClaimDecision undecided, MeanTest test) => undecided with
    {
        Effect = test.Effect,
        Low = test.Effect - test.HalfWidth,
        High = test.Effect + test.HalfWidth,
        StandardizedEffect = test.Standardized,
    };

    // Power rises with the seeds, so that halving finds the fewest.
    private static int? MoreSeeds(MeanTest test, double level)
    {
        if (test.Effect == 0 || test.PowerWith(MaxSeeds, level) < WantedPower)
            return null;
        var (low, high) = (test.Seeds, MaxSeeds);
        while (low + 1 < high)
        {
            var middle = (low + high) / 2;
            if (test.PowerWith(middle, level) < WantedPower)
                low = middle;
            else
                high = middle;
        }

        return high - test.Seeds;
    }
}
