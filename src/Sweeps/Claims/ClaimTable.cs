using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims.Statistics;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Decides the claims of a spec from its results, at 95 % over all of them together.</summary>
public static class ClaimTable
{
    /// <summary>Maximum number of seeds that is ever suggested.</summary>
    public const int MaxSeeds = 1000;

    private const double Level = 0.05;
    private const double WantedPower = 0.8;

    /// <summary>One decision per hypothesis, in the order of the spec; empty if it has no claims.</summary>
    /// <param name="trials">All recorded trials of the sweep; only those that succeeded count.</param>
    /// <param name="epochs">The epochs of the trials, for claims about a certain epoch; such a claim is undecided without them.</param>
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
                        EffectName = evidence.EffectName,
                    },
                    evidence));
            }
        }

        // A hypothesis that can't be tested yet will be later, and counts among the hypotheses that share the level.
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
        var verdict = adjusted >= Level ? ClaimVerdict.Undecided : evidence.Supports ? ClaimVerdict.Supported : ClaimVerdict.Contradicted;
        return undecided with
        {
            Verdict = verdict,
            Effect = test.Effect,
            Low = test.Effect - test.HalfWidth,
            High = test.Effect + test.HalfWidth,
            StandardizedEffect = test.Standardized,
            P = evidence.P,
            AdjustedP = adjusted,
            MoreSeeds = verdict == ClaimVerdict.Undecided ? MoreSeeds(deciding, level) : null,
        };
    }

    // Power rises with the seeds, so that bisection finds the minimum.
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
